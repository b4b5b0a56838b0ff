import { verifyPhone } from "@/lib/phone/codes";
import * as api from "@/lib/phone/contract";
import { route } from "@/lib/route";

export const POST = route(api.verifyPhone, verifyPhone);
