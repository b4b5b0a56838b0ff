import { createApiKey, listApiKeys } from "@/lib/auth/contract";
import { createKey, listKeys } from "@/lib/auth/key-ring";
import { route } from "@/lib/http/route";

export const GET = route(listApiKeys, listKeys);
export const POST = route(createApiKey, createKey);
