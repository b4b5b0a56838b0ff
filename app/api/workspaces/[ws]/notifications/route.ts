import { route } from "@/lib/http/route";
import { listNotifications } from "@/lib/notifications/contract";
import { listInbox } from "@/lib/notifications/inbox";

export const GET = route(listNotifications, listInbox);
