import * as api from "@/lib/notifications/devices/contract";
import { getWebPushKey } from "@/lib/notifications/devices/web-push";
import { route } from "@/lib/route";

export const GET = route(api.getWebPushKey, getWebPushKey);
