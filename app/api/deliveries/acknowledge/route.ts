import * as api from "@/lib/notifications/devices/contract";
import { acknowledgePush } from "@/lib/notifications/devices/receipts";
import { route } from "@/lib/route";

export const POST = route(api.acknowledgePush, acknowledgePush);
