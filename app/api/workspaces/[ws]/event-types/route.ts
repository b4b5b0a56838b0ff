import { route } from "@/lib/http/route";
import { createEventType, listEventTypes } from "@/lib/notifications/event-types/contract";
import { createType, listAllTypes } from "@/lib/notifications/event-types/event-types";

export const GET = route(listEventTypes, listAllTypes);
export const POST = route(createEventType, createType);
