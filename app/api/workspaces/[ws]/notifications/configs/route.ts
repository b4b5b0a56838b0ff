import * as api from "@/lib/notifications/destinations/contract";
import { addDestination, listDestinations } from "@/lib/notifications/destinations/destinations";
import { route } from "@/lib/route";

export const GET = route(api.listConfigs, listDestinations);
export const POST = route(api.createConfig, addDestination);
