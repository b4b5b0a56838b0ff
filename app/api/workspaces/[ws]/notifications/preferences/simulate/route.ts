import { simulateEvent } from "@/lib/notifications/events/simulate";
import { simulate } from "@/lib/notifications/events/simulate-contract";
import { route } from "@/lib/route";

export const POST = route(simulate, simulateEvent);
