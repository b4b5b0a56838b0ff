import { route } from "@/lib/http/route";
import { updateNotifications } from "@/lib/notifications/edits-contract";
import { editMany } from "@/lib/notifications/reading";

export const POST = route(updateNotifications, editMany);
