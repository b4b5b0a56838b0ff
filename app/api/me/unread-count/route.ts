import { route } from "@/lib/http/route";
import { readBadge } from "@/lib/notifications/devices/badge";
import { countUnreadEverywhere } from "@/lib/notifications/devices/contract";

export const GET = route(countUnreadEverywhere, readBadge);
