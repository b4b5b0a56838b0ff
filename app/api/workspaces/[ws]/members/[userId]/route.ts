import { route } from "@/lib/route";
import * as api from "@/lib/workspaces/contract";
import { removeMember, updateMember } from "@/lib/workspaces/roles";

export const PATCH = route(api.updateMember, updateMember);
export const DELETE = route(api.removeMember, removeMember);
