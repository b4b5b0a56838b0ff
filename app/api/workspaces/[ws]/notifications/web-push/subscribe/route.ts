import * as api from "@/lib/notifications/devices/contract";
import { subscribeWebPush } from "@/lib/notifications/devices/web-push";
import { route } from "@/lib/route";

export const POST = route(api.subscribeWebPush, subscribeWebPush);
