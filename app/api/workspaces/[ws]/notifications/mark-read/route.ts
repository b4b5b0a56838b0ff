import { markNotificationsRead } from "@/lib/notifications/inbox/edits";
import { markRead } from "@/lib/notifications/inbox/edits-contract";
import { route } from "@/lib/route";

export const POST = route(markRead, markNotificationsRead);
