import { route } from "@/lib/route";
import { revokeInvitation } from "@/lib/workspaces/invitations";
import * as api from "@/lib/workspaces/invitations-contract";

export const DELETE = route(api.revokeInvitation, revokeInvitation);
