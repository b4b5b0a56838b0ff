import * as api from "@/lib/notifications/contract";
import { traceOf } from "@/lib/notifications/inbox/trace";
import { route } from "@/lib/route";

export const GET = route(api.getTrace, traceOf);
