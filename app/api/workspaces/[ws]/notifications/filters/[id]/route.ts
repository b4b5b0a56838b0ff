import { deleteFilter, updateFilter } from "@/lib/notifications/inbox/filters";
import * as api from "@/lib/notifications/inbox/filters-contract";
import { route } from "@/lib/route";

export const PATCH = route(api.updateFilter, updateFilter);
export const DELETE = route(api.deleteFilter, deleteFilter);
