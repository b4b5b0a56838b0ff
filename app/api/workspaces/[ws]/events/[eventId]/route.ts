import { getEvent, patchEvent } from "@/lib/notifications/contract";
import { readEvent } from "@/lib/notifications/events/accept";
import { changeEvent } from "@/lib/notifications/events/amend";
import { route } from "@/lib/route";

export const GET = route(getEvent, readEvent);
export const PATCH = route(patchEvent, changeEvent);
