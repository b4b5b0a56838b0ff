import { getReady } from "@/lib/health/contract";
import { checkReady } from "@/lib/health/ready";
import { route } from "@/lib/route";

export const GET = route(getReady, checkReady);
