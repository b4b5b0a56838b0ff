import { restoreDeleted } from "@/lib/notifications/inbox/edits";
import { restoreNotifications } from "@/lib/notifications/inbox/edits-contract";
import { route } from "@/lib/route";

export const POST = route(restoreNotifications, restoreDeleted);
