import { route } from "@/lib/http/route";
import { listMembers } from "@/lib/workspaces/contract";
import { listAllMembers } from "@/lib/workspaces/members";

export const GET = route(listMembers, listAllMembers);
