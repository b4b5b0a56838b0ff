import { route } from "@/lib/route";
import { acceptByToken } from "@/lib/workspaces/accept-invitation";
import { acceptInvitation } from "@/lib/workspaces/invitations-contract";

export const POST = route(acceptInvitation, acceptByToken);
