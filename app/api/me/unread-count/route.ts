import { readBadge } from "@/lib/notifications/devices/badge";
import { countUnreadEverywhere } from "@/lib/notifications/devices/contract";
import { route } from "@/lib/route";

export const GET = route(countUnreadEverywhere, readBadge);
