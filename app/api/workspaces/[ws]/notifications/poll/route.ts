import { route } from "@/lib/http/route";
import { pollNotifications } from "@/lib/notifications/contract";
import { pollInbox } from "@/lib/notifications/poll";

export const GET = route(pollNotifications, pollInbox);
