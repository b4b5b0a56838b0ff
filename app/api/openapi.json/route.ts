import * as api from "@/lib/http/reference-contract";
import { route } from "@/lib/route";
import { getOpenApi } from "./openapi";

export const GET = route(api.getOpenApi, getOpenApi);
