import * as api from "@/lib/phone/contract";
import { receiveTwilioStatus } from "@/lib/phone/twilio-webhook";
import { route } from "@/lib/route";

export const POST = route(api.receiveTwilioStatus, receiveTwilioStatus);
