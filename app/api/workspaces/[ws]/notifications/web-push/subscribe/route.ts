import * as api from "@/lib/notifications/devices/contract";
import { subscribeBrowser } from "@/lib/notifications/devices/web-push";
import { route } from "@/lib/route";

export const POST = route(api.subscribeWebPush, subscribeBrowser);
