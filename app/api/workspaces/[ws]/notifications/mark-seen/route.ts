import { route } from "@/lib/http/route";
import { markSeen } from "@/lib/notifications/edits-contract";
import { markInboxSeen } from "@/lib/notifications/reading";

export const POST = route(markSeen, markInboxSeen);
