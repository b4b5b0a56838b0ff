import { operation } from "@/lib/http/operation";
import type * as api from "./contract";

export const listDeliveries = operation<typeof api.listDeliveries>("GET /api/workspaces/{ws}/deliveries");
export const getDelivery = operation<typeof api.getDelivery>("GET /api/workspaces/{ws}/deliveries/{deliveryId}");
export const retryDelivery = operation<typeof api.retryDelivery>(
  "POST /api/workspaces/{ws}/deliveries/{deliveryId}/retry",
);
export const retryDeliveries = operation<typeof api.retryDeliveries>("POST /api/workspaces/{ws}/deliveries/retry");
