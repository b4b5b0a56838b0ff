import { operation } from "@/lib/http/operation";
import type * as api from "./contract";

export const listDestinations = operation<typeof api.listDestinations>(
  "GET /api/workspaces/{ws}/notifications/configs",
);
export const createDestination = operation<typeof api.createDestination>(
  "POST /api/workspaces/{ws}/notifications/configs",
);
export const updateDestination = operation<typeof api.updateDestination>(
  "PATCH /api/workspaces/{ws}/notifications/configs/{id}",
);
export const deleteDestination = operation<typeof api.deleteDestination>(
  "DELETE /api/workspaces/{ws}/notifications/configs/{id}",
);
export const testDestination = operation<typeof api.testDestination>(
  "POST /api/workspaces/{ws}/notifications/configs/test",
);
