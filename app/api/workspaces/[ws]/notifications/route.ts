import * as api from "@/lib/notifications/inbox/contract";
import { listNotifications } from "@/lib/notifications/inbox/list";
import { route } from "@/lib/route";

export const GET = route(api.listNotifications, listNotifications);
