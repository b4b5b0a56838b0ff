import { route } from "@/lib/route";
import { takeBack } from "@/lib/workspaces/invitations";
import * as api from "@/lib/workspaces/invitations-contract";

export const DELETE = route(api.revokeInvitation, takeBack);
