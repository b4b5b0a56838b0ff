import { getEvent, updateEvent } from "@/lib/notifications/events/accept";
import * as api from "@/lib/notifications/events/contract";
import { route } from "@/lib/route";

export const GET = route(api.getEvent, getEvent);
export const PATCH = route(api.updateEvent, updateEvent);
