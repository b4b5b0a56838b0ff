import * as api from "@/lib/notifications/contract";
import { deleteOne, editOne } from "@/lib/notifications/inbox/edits";
import * as editsApi from "@/lib/notifications/inbox/edits-contract";
import { getOne } from "@/lib/notifications/inbox/list";
import { route } from "@/lib/route";

export const GET = route(api.getNotification, getOne);
export const PATCH = route(editsApi.updateNotification, editOne);
export const DELETE = route(editsApi.deleteNotification, deleteOne);
