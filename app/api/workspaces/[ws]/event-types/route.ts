import * as api from "@/lib/notifications/event-types/contract";
import { createType, listAllTypes } from "@/lib/notifications/event-types/event-types";
import { route } from "@/lib/route";

export const GET = route(api.listEventTypes, listAllTypes);
export const POST = route(api.createEventType, createType);
