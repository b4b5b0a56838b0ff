import { route } from "@/lib/http/route";
import { retryDelivery } from "@/lib/notifications/delivery-log/contract";
import { reviveDelivery } from "@/lib/notifications/delivery-log/revival";

export const POST = route(retryDelivery, reviveDelivery);
