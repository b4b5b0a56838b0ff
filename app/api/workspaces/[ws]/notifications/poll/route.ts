import { pollNotifications } from "@/lib/notifications/contract";
import { pollInbox } from "@/lib/notifications/inbox/changes";
import { route } from "@/lib/route";

export const GET = route(pollNotifications, pollInbox);
