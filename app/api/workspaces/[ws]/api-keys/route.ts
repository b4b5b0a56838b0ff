import { createApiKey, listApiKeys } from "@/lib/auth/api-keys";
import * as api from "@/lib/auth/contract";
import { route } from "@/lib/route";

export const GET = route(api.listApiKeys, listApiKeys);
export const POST = route(api.createApiKey, createApiKey);
