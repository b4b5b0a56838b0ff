import { route } from "@/lib/http/route";
import { takeTwilioReport } from "@/lib/phone/contract";
import { takeReport } from "@/lib/phone/twilio-webhook";

export const POST = route(takeTwilioReport, takeReport);
