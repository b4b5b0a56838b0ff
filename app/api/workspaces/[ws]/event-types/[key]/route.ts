import { route } from "@/lib/http/route";
import { deleteEventType, updateEventType } from "@/lib/notifications/event-types/contract";
import { changeType, removeType } from "@/lib/notifications/event-types/event-types";

export const PATCH = route(updateEventType, changeType);
export const DELETE = route(deleteEventType, removeType);
