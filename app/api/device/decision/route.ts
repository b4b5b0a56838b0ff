import { decideLogin } from "@/lib/auth/device";
import { decideDeviceLogin } from "@/lib/auth/device-contract";
import { route } from "@/lib/route";

export const POST = route(decideDeviceLogin, decideLogin);
