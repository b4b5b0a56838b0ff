import * as api from "@/lib/notifications/devices/contract";
import { unsubscribeWebPush } from "@/lib/notifications/devices/web-push";
import { route } from "@/lib/route";

export const DELETE = route(api.unsubscribeWebPush, unsubscribeWebPush);
