import { route } from "@/lib/http/route";
import { getEvent, patchEvent } from "@/lib/notifications/contract";
import { changeEvent } from "@/lib/notifications/event-changes";
import { readEvent } from "@/lib/notifications/events";

export const GET = route(getEvent, readEvent);
export const PATCH = route(patchEvent, changeEvent);
