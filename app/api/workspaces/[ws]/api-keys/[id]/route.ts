import { revokeApiKey } from "@/lib/auth/api-keys";
import * as api from "@/lib/auth/contract";
import { route } from "@/lib/route";

export const DELETE = route(api.revokeApiKey, revokeApiKey);
