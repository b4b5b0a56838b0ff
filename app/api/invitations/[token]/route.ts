import { route } from "@/lib/http/route";
import { viewInvitation } from "@/lib/workspaces/contract";
import { viewByToken } from "@/lib/workspaces/invitation-link";

export const GET = route(viewInvitation, viewByToken);
