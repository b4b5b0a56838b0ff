import * as api from "@/lib/notifications/devices/contract";
import { removeMyDevice, renameMyDevice } from "@/lib/notifications/devices/devices";
import { route } from "@/lib/route";

export const PATCH = route(api.renameDevice, renameMyDevice);
export const DELETE = route(api.removeDevice, removeMyDevice);
