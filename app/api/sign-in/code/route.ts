import { requestSignInCode } from "@/lib/auth/codes";
import { requestCode } from "@/lib/auth/contract";
import { route } from "@/lib/route";

export const POST = route(requestCode, requestSignInCode);
