import { handleAuth, MAX_BODY } from "@/lib/auth/handler";
import { limitBody } from "@/lib/http/limit-body";

export { handleAuth as GET };
export const POST = limitBody(MAX_BODY, handleAuth);
