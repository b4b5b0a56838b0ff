import { route } from "@/lib/http/route";
import { postEvent } from "@/lib/notifications/contract";
import { acceptEvent } from "@/lib/notifications/events";

export const POST = route(postEvent, acceptEvent);
