import * as api from "@/lib/notifications/inbox/contract";
import { getUnreadCount } from "@/lib/notifications/inbox/list";
import { route } from "@/lib/route";

export const GET = route(api.getUnreadCount, getUnreadCount);
