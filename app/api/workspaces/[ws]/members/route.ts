import { route } from "@/lib/route";
import * as api from "@/lib/workspaces/contract";
import { listMembers } from "@/lib/workspaces/members";

export const GET = route(api.listMembers, listMembers);
