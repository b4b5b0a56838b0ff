import { tryDestination } from "@/lib/notifications/delivery/test-destination";
import { testConfig } from "@/lib/notifications/destinations/contract";
import { route } from "@/lib/route";

export const POST = route(testConfig, tryDestination);
