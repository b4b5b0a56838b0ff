import * as api from "@/lib/health/contract";
import { getHealth } from "@/lib/health/ready";
import { route } from "@/lib/route";

export const GET = route(api.getHealth, getHealth);
