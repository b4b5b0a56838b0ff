import { route } from "@/lib/route";
import { inviteSomebody, listOpen } from "@/lib/workspaces/invitations";
import { invite, listInvitations } from "@/lib/workspaces/invitations-contract";

export const GET = route(listInvitations, listOpen);
export const POST = route(invite, inviteSomebody);
