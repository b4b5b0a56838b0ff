import { lookUpLogin } from "@/lib/auth/device";
import { findDeviceLogin } from "@/lib/auth/device-contract";
import { route } from "@/lib/route";

export const POST = route(findDeviceLogin, lookUpLogin);
