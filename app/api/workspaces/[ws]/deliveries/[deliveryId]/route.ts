import { route } from "@/lib/http/route";
import { getDelivery } from "@/lib/notifications/deliveries-contract";
import { getOneDelivery } from "@/lib/notifications/delivery-log";

export const GET = route(getDelivery, getOneDelivery);
