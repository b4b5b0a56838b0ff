import { route } from "@/lib/route";
import { viewByToken } from "@/lib/workspaces/invitation-link";
import { viewInvitation } from "@/lib/workspaces/invitations-contract";

export const GET = route(viewInvitation, viewByToken);
