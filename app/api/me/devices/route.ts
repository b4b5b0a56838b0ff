import { registerApp } from "@/lib/notifications/devices/app-contract";
import { registerMyApp } from "@/lib/notifications/devices/apps";
import { listDevices } from "@/lib/notifications/devices/contract";
import { listMyDevices } from "@/lib/notifications/devices/devices";
import { route } from "@/lib/route";

export const GET = route(listDevices, listMyDevices);
export const POST = route(registerApp, registerMyApp);
