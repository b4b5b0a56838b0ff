import { getSchedule, updateSchedule } from "@/lib/notifications/preferences/schedule";
import * as api from "@/lib/notifications/preferences/schedule-contract";
import { route } from "@/lib/route";

export const GET = route(api.getSchedule, getSchedule);
export const PATCH = route(api.updateSchedule, updateSchedule);
