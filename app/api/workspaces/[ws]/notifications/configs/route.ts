import * as api from "@/lib/notifications/destinations/contract";
import { createDestination, listDestinations } from "@/lib/notifications/destinations/destinations";
import { route } from "@/lib/route";

export const GET = route(api.listDestinations, listDestinations);
export const POST = route(api.createDestination, createDestination);
