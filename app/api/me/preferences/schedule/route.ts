import { changeOwnSchedule, readSchedule } from "@/lib/notifications/preferences/schedule";
import * as api from "@/lib/notifications/preferences/schedule-contract";
import { route } from "@/lib/route";

export const GET = route(api.getSchedule, readSchedule);
export const PATCH = route(api.changeSchedule, changeOwnSchedule);
