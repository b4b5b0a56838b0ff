import * as api from "@/lib/notifications/devices/contract";
import { removeMyDevice } from "@/lib/notifications/devices/devices";
import { route } from "@/lib/route";

export const DELETE = route(api.unsubscribeWebPush, removeMyDevice);
