import { route } from "@/lib/http/route";
import { getNotification } from "@/lib/notifications/contract";
import { deleteNotification, updateNotification } from "@/lib/notifications/edits-contract";
import { getOne } from "@/lib/notifications/inbox";
import { deleteOne, editOne } from "@/lib/notifications/reading";

export const GET = route(getNotification, getOne);
export const PATCH = route(updateNotification, editOne);
export const DELETE = route(deleteNotification, deleteOne);
