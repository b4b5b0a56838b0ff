import { requestSignInCode } from "@/lib/auth/codes";
import * as api from "@/lib/auth/contract";
import { route } from "@/lib/route";

export const POST = route(api.requestSignInCode, requestSignInCode);
