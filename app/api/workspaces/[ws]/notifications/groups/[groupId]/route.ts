import * as api from "@/lib/notifications/contract";
import { listGroupMembers } from "@/lib/notifications/inbox/list";
import { route } from "@/lib/route";

export const GET = route(api.listGroup, listGroupMembers);
