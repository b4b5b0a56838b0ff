import { route } from "@/lib/http/route";
import { listDevices } from "@/lib/notifications/devices/contract";
import { listMyDevices } from "@/lib/notifications/devices/devices";

export const GET = route(listDevices, listMyDevices);
