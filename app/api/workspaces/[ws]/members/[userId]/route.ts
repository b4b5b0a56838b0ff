import { route } from "@/lib/route";
import * as api from "@/lib/workspaces/contract";
import { changeRole, removeFrom } from "@/lib/workspaces/roles";

export const PATCH = route(api.updateMember, changeRole);
export const DELETE = route(api.removeMember, removeFrom);
