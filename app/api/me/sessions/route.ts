import { endOtherSessions, listSessions } from "@/lib/auth/contract";
import { endMyOtherSessions, listMySessions } from "@/lib/auth/sessions";
import { route } from "@/lib/route";

export const GET = route(listSessions, listMySessions);
export const DELETE = route(endOtherSessions, endMyOtherSessions);
