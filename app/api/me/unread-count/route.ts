import { getBadgeCount } from "@/lib/notifications/devices/badge";
import * as api from "@/lib/notifications/devices/contract";
import { route } from "@/lib/route";

export const GET = route(api.getBadgeCount, getBadgeCount);
