import { route } from "@/lib/http/route";
import { subscribeWebPush } from "@/lib/notifications/devices/contract";
import { subscribeBrowser } from "@/lib/notifications/devices/web-push";

export const POST = route(subscribeWebPush, subscribeBrowser);
