import * as api from "@/lib/notifications/devices/contract";
import { removeDevice } from "@/lib/notifications/devices/devices";
import { route } from "@/lib/route";

export const DELETE = route(api.unsubscribeWebPush, removeDevice);
