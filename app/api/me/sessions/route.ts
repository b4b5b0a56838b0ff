import * as api from "@/lib/auth/contract";
import { endOtherSessions, listSessions } from "@/lib/auth/sessions";
import { route } from "@/lib/route";

export const GET = route(api.listSessions, listSessions);
export const DELETE = route(api.endOtherSessions, endOtherSessions);
