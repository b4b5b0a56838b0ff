import { route } from "@/lib/http/route";
import { revokeInvitation } from "@/lib/workspaces/contract";
import { takeBack } from "@/lib/workspaces/invitations";

export const DELETE = route(revokeInvitation, takeBack);
