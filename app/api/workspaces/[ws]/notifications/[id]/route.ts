import { route } from "@/lib/http/route";
import { getNotification } from "@/lib/notifications/contract";
import { updateNotification } from "@/lib/notifications/edits-contract";
import { getOne } from "@/lib/notifications/inbox";
import { setRead } from "@/lib/notifications/reading";

export const GET = route(getNotification, getOne);
export const PATCH = route(updateNotification, setRead);
