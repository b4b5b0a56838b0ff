import * as api from "@/lib/notifications/delivery/log/contract";
import { retryDeliveries } from "@/lib/notifications/delivery/log/retry";
import { route } from "@/lib/route";

export const POST = route(api.retryDeliveries, retryDeliveries);
