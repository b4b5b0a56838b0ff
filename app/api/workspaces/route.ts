import { route } from "@/lib/route";
import { createWorkspace } from "@/lib/workspaces/contract";
import { create } from "@/lib/workspaces/settings";

export const POST = route(createWorkspace, create);
