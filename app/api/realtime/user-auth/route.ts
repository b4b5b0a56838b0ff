import { authenticateRealtimeUser } from "@/lib/realtime/authorize";
import * as api from "@/lib/realtime/contract";
import { route } from "@/lib/route";

export const POST = route(api.authenticateRealtimeUser, authenticateRealtimeUser);
