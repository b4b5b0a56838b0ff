import { listGroup } from "@/lib/notifications/contract";
import { listGroupMembers } from "@/lib/notifications/inbox/list";
import { route } from "@/lib/route";

export const GET = route(listGroup, listGroupMembers);
