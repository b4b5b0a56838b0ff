import { createEventType, listEventTypes } from "@/lib/notifications/event-types/contract";
import { createType, listAllTypes } from "@/lib/notifications/event-types/event-types";
import { route } from "@/lib/route";

export const GET = route(listEventTypes, listAllTypes);
export const POST = route(createEventType, createType);
