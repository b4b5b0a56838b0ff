import { pollNotifications } from "@/lib/notifications/inbox/changes";
import * as api from "@/lib/notifications/inbox/contract";
import { route } from "@/lib/route";

export const GET = route(api.pollNotifications, pollNotifications);
