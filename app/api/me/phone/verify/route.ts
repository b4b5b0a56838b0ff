import { verifyMyPhone } from "@/lib/phone/codes";
import { verifyPhone } from "@/lib/phone/contract";
import { route } from "@/lib/route";

export const POST = route(verifyPhone, verifyMyPhone);
