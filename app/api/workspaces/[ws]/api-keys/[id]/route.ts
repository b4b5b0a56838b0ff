import { revokeApiKey } from "@/lib/auth/contract";
import { revokeKey } from "@/lib/auth/key-ring";
import { route } from "@/lib/http/route";

export const DELETE = route(revokeApiKey, revokeKey);
