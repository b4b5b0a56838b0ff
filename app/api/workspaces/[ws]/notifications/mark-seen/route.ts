import { markInboxSeen } from "@/lib/notifications/inbox/edits";
import { markSeen } from "@/lib/notifications/inbox/edits-contract";
import { route } from "@/lib/route";

export const POST = route(markSeen, markInboxSeen);
