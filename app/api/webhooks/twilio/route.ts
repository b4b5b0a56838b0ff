import * as api from "@/lib/notifications/delivery/sms-status-contract";
import { receiveTwilioStatus } from "@/lib/notifications/delivery/sms-webhook";
import { route } from "@/lib/route";

export const POST = route(api.receiveTwilioStatus, receiveTwilioStatus);
