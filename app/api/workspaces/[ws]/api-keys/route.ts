import { createKey, listKeys } from "@/lib/auth/api-keys";
import * as api from "@/lib/auth/contract";
import { route } from "@/lib/route";

export const GET = route(api.listApiKeys, listKeys);
export const POST = route(api.createApiKey, createKey);
