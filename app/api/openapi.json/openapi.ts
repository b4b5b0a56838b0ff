import { env } from "@/lib/env";
import { openApiDocument } from "@/lib/http/openapi";
import { version } from "@/package.json";
import { ENDPOINTS } from "./endpoints";

/** The OpenAPI document of every operation. */
export const getOpenApi = async () => openApiDocument(ENDPOINTS, env().BELFRY_URL, version);
