import { route } from "@/lib/http/route";
import { getEvent } from "@/lib/notifications/contract";
import { readEvent } from "@/lib/notifications/events";

export const GET = route(getEvent, readEvent);
