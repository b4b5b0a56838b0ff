import { leadToUnsubscribe, resumeByLink, stopByLink } from "@/lib/notifications/preferences/unsubscribe";
import * as api from "@/lib/notifications/preferences/unsubscribe-contract";
import { route } from "@/lib/route";

export const GET = route(api.openUnsubscribe, leadToUnsubscribe);
export const POST = route(api.stopMails, stopByLink);
export const DELETE = route(api.resumeMails, resumeByLink);
