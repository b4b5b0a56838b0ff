import { createEvents } from "@/lib/notifications/events/accept";
import * as api from "@/lib/notifications/events/contract";
import { route } from "@/lib/route";

export const POST = route(api.createEvents, createEvents);
