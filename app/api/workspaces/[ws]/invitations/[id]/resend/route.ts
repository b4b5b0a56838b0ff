import { route } from "@/lib/http/route";
import { resendInvitation } from "@/lib/workspaces/contract";
import { inviteAgain } from "@/lib/workspaces/invitations";

export const POST = route(resendInvitation, inviteAgain);
