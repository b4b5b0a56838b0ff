import { operation } from "@/lib/http/operation";
import type * as api from "./contract";

export const authenticateRealtimeUser = operation<typeof api.authenticateRealtimeUser>("POST /api/realtime/user-auth");
export const authorizeRealtimeChannel = operation<typeof api.authorizeRealtimeChannel>("POST /api/realtime/auth");
