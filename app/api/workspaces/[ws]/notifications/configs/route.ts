import { route } from "@/lib/http/route";
import { createConfig, listConfigs } from "@/lib/notifications/destinations/contract";
import { addDestination, listDestinations } from "@/lib/notifications/destinations/destinations";

export const GET = route(listConfigs, listDestinations);
export const POST = route(createConfig, addDestination);
