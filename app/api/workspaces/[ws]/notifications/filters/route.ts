import { route } from "@/lib/http/route";
import { keepFilter, listFiltersOf } from "@/lib/notifications/filters";
import { createFilter, listFilters } from "@/lib/notifications/filters-contract";

export const GET = route(listFilters, listFiltersOf);
export const POST = route(createFilter, keepFilter);
