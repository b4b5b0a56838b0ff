import { route } from "@/lib/http/route";
import { getTrace } from "@/lib/notifications/contract";
import { traceOf } from "@/lib/notifications/trace";

export const GET = route(getTrace, traceOf);
