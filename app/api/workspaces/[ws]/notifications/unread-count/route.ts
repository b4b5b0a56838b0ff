import { route } from "@/lib/http/route";
import { getUnreadCount } from "@/lib/notifications/contract";
import { countUnread } from "@/lib/notifications/inbox";

export const GET = route(getUnreadCount, countUnread);
