import { acknowledgePush } from "@/lib/notifications/delivery/acknowledge";
import * as api from "@/lib/notifications/devices/contract";
import { route } from "@/lib/route";

export const POST = route(api.acknowledgePush, acknowledgePush);
