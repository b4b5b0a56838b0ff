import * as api from "@/lib/notifications/devices/contract";
import { acknowledge } from "@/lib/notifications/devices/receipts";
import { route } from "@/lib/route";

export const POST = route(api.acknowledgePush, acknowledge);
