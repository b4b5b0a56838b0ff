import * as api from "@/lib/notifications/delivery/log/contract";
import { getOneDelivery } from "@/lib/notifications/delivery/log/list";
import { route } from "@/lib/route";

export const GET = route(api.getDelivery, getOneDelivery);
