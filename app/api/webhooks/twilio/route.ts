import * as api from "@/lib/phone/contract";
import { takeReport } from "@/lib/phone/twilio-webhook";
import { route } from "@/lib/route";

export const POST = route(api.takeTwilioReport, takeReport);
