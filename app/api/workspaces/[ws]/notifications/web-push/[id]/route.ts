import { route } from "@/lib/http/route";
import { unsubscribeWebPush } from "@/lib/notifications/devices/contract";
import { removeMyDevice } from "@/lib/notifications/devices/devices";

export const DELETE = route(unsubscribeWebPush, removeMyDevice);
