import * as api from "@/lib/notifications/contract";
import { createEvent } from "@/lib/notifications/events/accept";
import { route } from "@/lib/route";

export const POST = route(api.createEvent, createEvent);
