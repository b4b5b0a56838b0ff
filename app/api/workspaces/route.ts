import { route } from "@/lib/route";
import * as api from "@/lib/workspaces/contract";
import { createWorkspace } from "@/lib/workspaces/settings";

export const POST = route(api.createWorkspace, createWorkspace);
