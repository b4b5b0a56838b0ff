import * as api from "@/lib/notifications/contract";
import { readEvent } from "@/lib/notifications/events/accept";
import { changeEvent } from "@/lib/notifications/events/amend";
import { route } from "@/lib/route";

export const GET = route(api.getEvent, readEvent);
export const PATCH = route(api.patchEvent, changeEvent);
