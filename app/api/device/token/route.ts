import { takeToken } from "@/lib/auth/device";
import { takeDeviceToken } from "@/lib/auth/device-contract";
import { route } from "@/lib/route";

export const POST = route(takeDeviceToken, takeToken);
