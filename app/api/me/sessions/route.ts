import * as api from "@/lib/auth/contract";
import { endMyOtherSessions, listMySessions } from "@/lib/auth/sessions";
import { route } from "@/lib/route";

export const GET = route(api.listSessions, listMySessions);
export const DELETE = route(api.endOtherSessions, endMyOtherSessions);
