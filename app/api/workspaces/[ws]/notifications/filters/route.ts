import { keepFilter, listFiltersOf } from "@/lib/notifications/inbox/filters";
import { createFilter, listFilters } from "@/lib/notifications/inbox/filters-contract";
import { route } from "@/lib/route";

export const GET = route(listFilters, listFiltersOf);
export const POST = route(createFilter, keepFilter);
