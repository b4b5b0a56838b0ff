import { createFilter, listFilters } from "@/lib/notifications/inbox/filters";
import * as api from "@/lib/notifications/inbox/filters-contract";
import { route } from "@/lib/route";

export const GET = route(api.listFilters, listFilters);
export const POST = route(api.createFilter, createFilter);
