import { route } from "@/lib/route";
import { acceptInvitation } from "@/lib/workspaces/accept-invitation";
import * as api from "@/lib/workspaces/invitations-contract";

export const POST = route(api.acceptInvitation, acceptInvitation);
