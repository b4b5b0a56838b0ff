import * as appApi from "@/lib/notifications/devices/app-contract";
import { registerMyApp } from "@/lib/notifications/devices/apps";
import * as api from "@/lib/notifications/devices/contract";
import { listMyDevices } from "@/lib/notifications/devices/devices";
import { route } from "@/lib/route";

export const GET = route(api.listDevices, listMyDevices);
export const POST = route(appApi.registerApp, registerMyApp);
