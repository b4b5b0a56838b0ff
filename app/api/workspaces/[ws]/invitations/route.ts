import { route } from "@/lib/route";
import { inviteSomebody, listOpen } from "@/lib/workspaces/invitations";
import * as api from "@/lib/workspaces/invitations-contract";

export const GET = route(api.listInvitations, listOpen);
export const POST = route(api.invite, inviteSomebody);
