import * as api from "@/lib/notifications/destinations/contract";
import { changeDestination, removeDestination } from "@/lib/notifications/destinations/destinations";
import { route } from "@/lib/route";

export const PATCH = route(api.updateConfig, changeDestination);
export const DELETE = route(api.deleteConfig, removeDestination);
