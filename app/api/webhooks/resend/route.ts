import { receiveResendEvent } from "@/lib/notifications/delivery/email-status";
import * as api from "@/lib/notifications/delivery/email-status-contract";
import { route } from "@/lib/route";

export const POST = route(api.receiveResendEvent, receiveResendEvent);
