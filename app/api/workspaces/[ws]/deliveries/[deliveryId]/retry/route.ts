import * as api from "@/lib/notifications/delivery/log/contract";
import { retryDelivery } from "@/lib/notifications/delivery/log/retry";
import { route } from "@/lib/route";

export const POST = route(api.retryDelivery, retryDelivery);
