import { testMyDevice } from "@/lib/notifications/delivery/test-device";
import { testDevice } from "@/lib/notifications/devices/contract";
import { route } from "@/lib/route";

export const POST = route(testDevice, testMyDevice);
