import { leadToUnsubscribe, resumeByLink, stopByLink } from "@/lib/notifications/preferences/unsubscribe";
import { openUnsubscribe, resumeMails, stopMails } from "@/lib/notifications/preferences/unsubscribe-contract";
import { route } from "@/lib/route";

export const GET = route(openUnsubscribe, leadToUnsubscribe);
export const POST = route(stopMails, stopByLink);
export const DELETE = route(resumeMails, resumeByLink);
