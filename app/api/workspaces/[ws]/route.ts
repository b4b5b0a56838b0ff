import { route } from "@/lib/route";
import * as api from "@/lib/workspaces/contract";
import { getWorkspace, updateWorkspace } from "@/lib/workspaces/settings";

export const GET = route(api.getWorkspace, getWorkspace);
export const PATCH = route(api.updateWorkspace, updateWorkspace);
