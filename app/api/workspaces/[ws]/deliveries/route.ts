import { route } from "@/lib/http/route";
import { listDeliveries } from "@/lib/notifications/deliveries-contract";
import { listAllDeliveries } from "@/lib/notifications/delivery-log";

export const GET = route(listDeliveries, listAllDeliveries);
