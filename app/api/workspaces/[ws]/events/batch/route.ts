import * as api from "@/lib/notifications/contract";
import { createEvents } from "@/lib/notifications/events/accept";
import { route } from "@/lib/route";

export const POST = route(api.createEvents, createEvents);
