import { markSeen } from "@/lib/notifications/inbox/edits";
import * as api from "@/lib/notifications/inbox/edits-contract";
import { route } from "@/lib/route";

export const POST = route(api.markSeen, markSeen);
