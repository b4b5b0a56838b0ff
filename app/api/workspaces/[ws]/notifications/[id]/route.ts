import { getNotification } from "@/lib/notifications/contract";
import { deleteOne, editOne } from "@/lib/notifications/inbox/edits";
import { deleteNotification, updateNotification } from "@/lib/notifications/inbox/edits-contract";
import { getOne } from "@/lib/notifications/inbox/list";
import { route } from "@/lib/route";

export const GET = route(getNotification, getOne);
export const PATCH = route(updateNotification, editOne);
export const DELETE = route(deleteNotification, deleteOne);
