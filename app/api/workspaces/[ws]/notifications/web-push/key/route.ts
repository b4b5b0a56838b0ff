import { route } from "@/lib/http/route";
import { getWebPushKey } from "@/lib/notifications/devices/contract";
import { readWebPushKey } from "@/lib/notifications/devices/web-push";

export const GET = route(getWebPushKey, readWebPushKey);
