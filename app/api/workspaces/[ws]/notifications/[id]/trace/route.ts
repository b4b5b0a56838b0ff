import * as api from "@/lib/notifications/inbox/contract";
import { getTrace } from "@/lib/notifications/inbox/trace";
import { route } from "@/lib/route";

export const GET = route(api.getTrace, getTrace);
