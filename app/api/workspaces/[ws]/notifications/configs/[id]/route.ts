import { deleteConfig, updateConfig } from "@/lib/notifications/destinations/contract";
import { changeDestination, removeDestination } from "@/lib/notifications/destinations/destinations";
import { route } from "@/lib/route";

export const PATCH = route(updateConfig, changeDestination);
export const DELETE = route(deleteConfig, removeDestination);
