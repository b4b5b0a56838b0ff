import { testDevice } from "@/lib/notifications/delivery/test-device";
import * as api from "@/lib/notifications/devices/contract";
import { route } from "@/lib/route";

export const POST = route(api.testDevice, testDevice);
