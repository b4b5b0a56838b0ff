import { route } from "@/lib/route";
import { createInvitation, listInvitations } from "@/lib/workspaces/invitations";
import * as api from "@/lib/workspaces/invitations-contract";

export const GET = route(api.listInvitations, listInvitations);
export const POST = route(api.createInvitation, createInvitation);
