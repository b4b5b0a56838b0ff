import { route } from "@/lib/http/route";
import { simulateEvent } from "@/lib/notifications/preferences/simulate";
import { simulate } from "@/lib/notifications/preferences/simulate-contract";

export const POST = route(simulate, simulateEvent);
