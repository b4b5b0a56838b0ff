import { route } from "@/lib/http/route";
import { removeDevice, renameDevice } from "@/lib/notifications/devices/contract";
import { removeMyDevice, renameMyDevice } from "@/lib/notifications/devices/devices";

export const PATCH = route(renameDevice, renameMyDevice);
export const DELETE = route(removeDevice, removeMyDevice);
