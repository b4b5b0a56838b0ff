import { route } from "@/lib/http/route";
import { retryDeliveries } from "@/lib/notifications/deliveries-contract";
import { reviveDeliveries } from "@/lib/notifications/revival";

export const POST = route(retryDeliveries, reviveDeliveries);
