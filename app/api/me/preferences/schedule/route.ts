import { changeOwnSchedule, readSchedule } from "@/lib/notifications/preferences/schedule";
import { changeSchedule, getSchedule } from "@/lib/notifications/preferences/schedule-contract";
import { route } from "@/lib/route";

export const GET = route(getSchedule, readSchedule);
export const PATCH = route(changeSchedule, changeOwnSchedule);
