import { route } from "@/lib/route";
import { inviteAgain } from "@/lib/workspaces/invitations";
import * as api from "@/lib/workspaces/invitations-contract";

export const POST = route(api.resendInvitation, inviteAgain);
