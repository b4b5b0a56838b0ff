import * as api from "@/lib/notifications/contract";
import { getUnreadCount } from "@/lib/notifications/inbox/list";
import { route } from "@/lib/route";

export const GET = route(api.getUnreadCount, getUnreadCount);
