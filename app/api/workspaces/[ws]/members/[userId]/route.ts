import { route } from "@/lib/route";
import { removeMember, updateMember } from "@/lib/workspaces/contract";
import { changeRole, removeFrom } from "@/lib/workspaces/roles";

export const PATCH = route(updateMember, changeRole);
export const DELETE = route(removeMember, removeFrom);
