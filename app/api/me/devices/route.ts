import * as appApi from "@/lib/notifications/devices/app-contract";
import { registerApp } from "@/lib/notifications/devices/apps";
import * as api from "@/lib/notifications/devices/contract";
import { listDevices } from "@/lib/notifications/devices/devices";
import { route } from "@/lib/route";

export const GET = route(api.listDevices, listDevices);
export const POST = route(appApi.registerApp, registerApp);
