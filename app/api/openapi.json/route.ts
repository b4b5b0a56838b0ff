import { env } from "@/lib/env";
import * as api from "@/lib/health/contract";
import { openApiDocument } from "@/lib/http/openapi";
import { route } from "@/lib/route";
import { version } from "@/package.json";
import { ENDPOINTS } from "./endpoints";

export const GET = route(api.getOpenApi, async () => openApiDocument(ENDPOINTS, env().BELFRY_URL, version));
