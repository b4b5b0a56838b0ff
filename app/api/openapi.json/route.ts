import { env } from "@/lib/env";
import { getOpenApi } from "@/lib/health/contract";
import { openApiDocument } from "@/lib/http/openapi";
import { route } from "@/lib/route";
import { version } from "@/package.json";
import { ENDPOINTS } from "./endpoints";

export const GET = route(getOpenApi, async () => openApiDocument(ENDPOINTS, env().BELFRY_URL, version));
