import { decideDeviceLogin } from "@/lib/auth/device";
import * as api from "@/lib/auth/device-contract";
import { route } from "@/lib/route";

export const POST = route(api.decideDeviceLogin, decideDeviceLogin);
