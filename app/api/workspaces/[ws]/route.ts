import { route } from "@/lib/route";
import * as api from "@/lib/workspaces/contract";
import { changeSettings, getSettings } from "@/lib/workspaces/settings";

export const GET = route(api.getWorkspace, getSettings);
export const PATCH = route(api.updateWorkspace, changeSettings);
