import { createKey, listKeys } from "@/lib/auth/api-keys";
import { createApiKey, listApiKeys } from "@/lib/auth/contract";
import { route } from "@/lib/route";

export const GET = route(listApiKeys, listKeys);
export const POST = route(createApiKey, createKey);
