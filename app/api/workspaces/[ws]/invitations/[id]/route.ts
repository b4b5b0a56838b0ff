import { route } from "@/lib/route";
import { takeBack } from "@/lib/workspaces/invitations";
import { revokeInvitation } from "@/lib/workspaces/invitations-contract";

export const DELETE = route(revokeInvitation, takeBack);
