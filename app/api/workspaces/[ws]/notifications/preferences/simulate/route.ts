import { simulateEvent } from "@/lib/notifications/events/simulate";
import * as api from "@/lib/notifications/events/simulate-contract";
import { route } from "@/lib/route";

export const POST = route(api.simulateEvent, simulateEvent);
