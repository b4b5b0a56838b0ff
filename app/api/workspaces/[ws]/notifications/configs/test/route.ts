import { testDestination } from "@/lib/notifications/delivery/test-destination";
import * as api from "@/lib/notifications/destinations/contract";
import { route } from "@/lib/route";

export const POST = route(api.testDestination, testDestination);
