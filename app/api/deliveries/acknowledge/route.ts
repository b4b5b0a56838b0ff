import { route } from "@/lib/http/route";
import { acknowledgePush } from "@/lib/notifications/devices/contract";
import { acknowledge } from "@/lib/notifications/devices/receipts";

export const POST = route(acknowledgePush, acknowledge);
