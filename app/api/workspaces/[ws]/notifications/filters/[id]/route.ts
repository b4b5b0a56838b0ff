import { route } from "@/lib/http/route";
import { changeFilter, forgetFilter } from "@/lib/notifications/filters";
import { deleteFilter, updateFilter } from "@/lib/notifications/filters-contract";

export const PATCH = route(updateFilter, changeFilter);
export const DELETE = route(deleteFilter, forgetFilter);
