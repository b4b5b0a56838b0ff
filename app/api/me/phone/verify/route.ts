import { route } from "@/lib/http/route";
import { verifyMyPhone } from "@/lib/phone/codes";
import { verifyPhone } from "@/lib/phone/contract";

export const POST = route(verifyPhone, verifyMyPhone);
