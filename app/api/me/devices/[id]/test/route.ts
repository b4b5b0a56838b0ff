import { route } from "@/lib/http/route";
import { testDevice } from "@/lib/notifications/devices/contract";
import { testMyDevice } from "@/lib/notifications/devices/test-push";

export const POST = route(testDevice, testMyDevice);
