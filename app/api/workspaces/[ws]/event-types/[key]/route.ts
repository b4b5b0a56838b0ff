import * as api from "@/lib/notifications/event-types/contract";
import { deleteEventType, updateEventType } from "@/lib/notifications/event-types/event-types";
import { route } from "@/lib/route";

export const PATCH = route(api.updateEventType, updateEventType);
export const DELETE = route(api.deleteEventType, deleteEventType);
