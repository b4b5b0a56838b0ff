import { route } from "@/lib/route";
import { viewByToken } from "@/lib/workspaces/invitation-link";
import * as api from "@/lib/workspaces/invitations-contract";

export const GET = route(api.viewInvitation, viewByToken);
