import { route } from "@/lib/route";
import { inviteAgain } from "@/lib/workspaces/invitations";
import { resendInvitation } from "@/lib/workspaces/invitations-contract";

export const POST = route(resendInvitation, inviteAgain);
