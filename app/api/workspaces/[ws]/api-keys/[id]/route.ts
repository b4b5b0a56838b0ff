import { revokeKey } from "@/lib/auth/api-keys";
import { revokeApiKey } from "@/lib/auth/contract";
import { route } from "@/lib/route";

export const DELETE = route(revokeApiKey, revokeKey);
