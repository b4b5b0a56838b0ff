import { operation } from "@/lib/http/operation";
import type * as api from "./contract";

export const listEventTypes = operation<typeof api.listEventTypes>("GET /api/workspaces/{ws}/event-types");
export const createEventType = operation<typeof api.createEventType>("POST /api/workspaces/{ws}/event-types");
export const updateEventType = operation<typeof api.updateEventType>("PATCH /api/workspaces/{ws}/event-types/{key}");
export const deleteEventType = operation<typeof api.deleteEventType>("DELETE /api/workspaces/{ws}/event-types/{key}");
