import { route } from "@/lib/http/route";
import { getDelivery } from "@/lib/notifications/delivery-log/contract";
import { getOneDelivery } from "@/lib/notifications/delivery-log/log";

export const GET = route(getDelivery, getOneDelivery);
