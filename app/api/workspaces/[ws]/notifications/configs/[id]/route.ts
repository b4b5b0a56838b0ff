import * as api from "@/lib/notifications/destinations/contract";
import { deleteDestination, updateDestination } from "@/lib/notifications/destinations/destinations";
import { route } from "@/lib/route";

export const PATCH = route(api.updateDestination, updateDestination);
export const DELETE = route(api.deleteDestination, deleteDestination);
