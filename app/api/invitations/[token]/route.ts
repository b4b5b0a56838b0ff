import { route } from "@/lib/route";
import { getInvitation } from "@/lib/workspaces/invitation-link";
import * as api from "@/lib/workspaces/invitations-contract";

export const GET = route(api.getInvitation, getInvitation);
