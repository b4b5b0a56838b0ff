import * as api from "@/lib/health/contract";
import { getReady } from "@/lib/health/ready";
import { route } from "@/lib/route";

export const GET = route(api.getReady, getReady);
