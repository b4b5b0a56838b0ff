import * as api from "@/lib/notifications/devices/contract";
import { removeDevice, renameDevice } from "@/lib/notifications/devices/devices";
import { route } from "@/lib/route";

export const PATCH = route(api.renameDevice, renameDevice);
export const DELETE = route(api.removeDevice, removeDevice);
