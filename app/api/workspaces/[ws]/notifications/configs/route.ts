import { createConfig, listConfigs } from "@/lib/notifications/destinations/contract";
import { addDestination, listDestinations } from "@/lib/notifications/destinations/destinations";
import { route } from "@/lib/route";

export const GET = route(listConfigs, listDestinations);
export const POST = route(createConfig, addDestination);
