import { removeDevice, renameDevice } from "@/lib/notifications/devices/contract";
import { removeMyDevice, renameMyDevice } from "@/lib/notifications/devices/devices";
import { route } from "@/lib/route";

export const PATCH = route(renameDevice, renameMyDevice);
export const DELETE = route(removeDevice, removeMyDevice);
