import { route } from "@/lib/http/route";
import { listDeliveries } from "@/lib/notifications/delivery-log/contract";
import { listAllDeliveries } from "@/lib/notifications/delivery-log/log";

export const GET = route(listDeliveries, listAllDeliveries);
