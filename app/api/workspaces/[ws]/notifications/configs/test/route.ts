import { route } from "@/lib/http/route";
import { testConfig } from "@/lib/notifications/destinations/contract";
import { tryDestination } from "@/lib/notifications/destinations/trial";

export const POST = route(testConfig, tryDestination);
