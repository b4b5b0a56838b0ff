import { redirectToUnsubscribe, resubscribe, unsubscribe } from "@/lib/notifications/preferences/unsubscribe";
import * as api from "@/lib/notifications/preferences/unsubscribe-contract";
import { route } from "@/lib/route";

export const GET = route(api.redirectToUnsubscribe, redirectToUnsubscribe);
export const POST = route(api.unsubscribe, unsubscribe);
export const DELETE = route(api.resubscribe, resubscribe);
