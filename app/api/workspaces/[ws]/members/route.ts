import { route } from "@/lib/route";
import { listMembers } from "@/lib/workspaces/contract";
import { listAllMembers } from "@/lib/workspaces/members";

export const GET = route(listMembers, listAllMembers);
