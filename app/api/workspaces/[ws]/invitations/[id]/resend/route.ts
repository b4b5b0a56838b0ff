import { route } from "@/lib/route";
import { resendInvitation } from "@/lib/workspaces/invitations";
import * as api from "@/lib/workspaces/invitations-contract";

export const POST = route(api.resendInvitation, resendInvitation);
