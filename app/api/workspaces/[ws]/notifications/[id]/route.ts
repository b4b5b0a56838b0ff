import * as api from "@/lib/notifications/inbox/contract";
import { deleteNotification, updateNotification } from "@/lib/notifications/inbox/edits";
import * as editsApi from "@/lib/notifications/inbox/edits-contract";
import { getNotification } from "@/lib/notifications/inbox/list";
import { route } from "@/lib/route";

export const GET = route(api.getNotification, getNotification);
export const PATCH = route(editsApi.updateNotification, updateNotification);
export const DELETE = route(editsApi.deleteNotification, deleteNotification);
