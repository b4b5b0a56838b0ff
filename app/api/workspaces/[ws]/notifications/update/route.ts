import { editMany } from "@/lib/notifications/inbox/edits";
import { updateNotifications } from "@/lib/notifications/inbox/edits-contract";
import { route } from "@/lib/route";

export const POST = route(updateNotifications, editMany);
