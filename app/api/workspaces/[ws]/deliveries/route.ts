import * as api from "@/lib/notifications/delivery/log/contract";
import { listDeliveries } from "@/lib/notifications/delivery/log/list";
import { route } from "@/lib/route";

export const GET = route(api.listDeliveries, listDeliveries);
