import * as api from "@/lib/auth/contract";
import { endSession } from "@/lib/auth/sessions";
import { route } from "@/lib/route";

export const DELETE = route(api.endSession, endSession);
