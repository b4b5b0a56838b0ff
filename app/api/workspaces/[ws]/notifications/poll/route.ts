import * as api from "@/lib/notifications/contract";
import { pollNotifications } from "@/lib/notifications/inbox/changes";
import { route } from "@/lib/route";

export const GET = route(api.pollNotifications, pollNotifications);
