import { route } from "@/lib/http/route";
import { retryDelivery } from "@/lib/notifications/deliveries-contract";
import { reviveDelivery } from "@/lib/notifications/revival";

export const POST = route(retryDelivery, reviveDelivery);
