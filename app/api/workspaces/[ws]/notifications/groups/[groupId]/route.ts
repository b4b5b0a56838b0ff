import { route } from "@/lib/http/route";
import { listGroup } from "@/lib/notifications/contract";
import { listGroupMembers } from "@/lib/notifications/inbox";

export const GET = route(listGroup, listGroupMembers);
