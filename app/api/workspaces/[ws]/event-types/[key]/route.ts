import { deleteEventType, updateEventType } from "@/lib/notifications/event-types/contract";
import { changeType, removeType } from "@/lib/notifications/event-types/event-types";
import { route } from "@/lib/route";

export const PATCH = route(updateEventType, changeType);
export const DELETE = route(deleteEventType, removeType);
