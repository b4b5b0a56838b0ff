import { route } from "@/lib/route";
import { getWorkspace, updateWorkspace } from "@/lib/workspaces/contract";
import { changeSettings, getSettings } from "@/lib/workspaces/settings";

export const GET = route(getWorkspace, getSettings);
export const PATCH = route(updateWorkspace, changeSettings);
