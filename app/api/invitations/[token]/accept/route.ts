import { route } from "@/lib/http/route";
import { acceptInvitation } from "@/lib/workspaces/invitations-contract";
import { acceptByToken } from "@/lib/workspaces/joining";

export const POST = route(acceptInvitation, acceptByToken);
