import { route } from "@/lib/http/route";
import { retryDeliveries } from "@/lib/notifications/delivery-log/contract";
import { reviveDeliveries } from "@/lib/notifications/delivery-log/revival";

export const POST = route(retryDeliveries, reviveDeliveries);
