import * as api from "@/lib/notifications/event-types/contract";
import { changeType, removeType } from "@/lib/notifications/event-types/event-types";
import { route } from "@/lib/route";

export const PATCH = route(api.updateEventType, changeType);
export const DELETE = route(api.deleteEventType, removeType);
