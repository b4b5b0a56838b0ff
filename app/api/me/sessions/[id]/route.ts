import * as api from "@/lib/auth/contract";
import { endMySession } from "@/lib/auth/sessions";
import { route } from "@/lib/route";

export const DELETE = route(api.endSession, endMySession);
