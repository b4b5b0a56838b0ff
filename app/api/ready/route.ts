import * as api from "@/lib/health/contract";
import { checkReady } from "@/lib/health/ready";
import { route } from "@/lib/route";

export const GET = route(api.getReady, checkReady);
