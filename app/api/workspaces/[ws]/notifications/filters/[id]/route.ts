import { changeFilter, forgetFilter } from "@/lib/notifications/inbox/filters";
import { deleteFilter, updateFilter } from "@/lib/notifications/inbox/filters-contract";
import { route } from "@/lib/route";

export const PATCH = route(updateFilter, changeFilter);
export const DELETE = route(deleteFilter, forgetFilter);
