import * as api from "@/lib/notifications/event-types/contract";
import { createEventType, listEventTypes } from "@/lib/notifications/event-types/event-types";
import { route } from "@/lib/route";

export const GET = route(api.listEventTypes, listEventTypes);
export const POST = route(api.createEventType, createEventType);
