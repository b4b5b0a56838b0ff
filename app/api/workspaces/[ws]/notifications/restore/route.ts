import { route } from "@/lib/http/route";
import { restoreNotifications } from "@/lib/notifications/edits-contract";
import { restoreDeleted } from "@/lib/notifications/reading";

export const POST = route(restoreNotifications, restoreDeleted);
