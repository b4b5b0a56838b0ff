import { startLogin } from "@/lib/auth/device";
import { startDeviceLogin } from "@/lib/auth/device-contract";
import { route } from "@/lib/route";

export const POST = route(startDeviceLogin, startLogin);
