import { route } from "@/lib/http/route";
import { markRead } from "@/lib/notifications/edits-contract";
import { markNotificationsRead } from "@/lib/notifications/reading";

export const POST = route(markRead, markNotificationsRead);
