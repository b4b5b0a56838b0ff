import { route } from "@/lib/route";
import { acceptByToken } from "@/lib/workspaces/accept-invitation";
import * as api from "@/lib/workspaces/invitations-contract";

export const POST = route(api.acceptInvitation, acceptByToken);
