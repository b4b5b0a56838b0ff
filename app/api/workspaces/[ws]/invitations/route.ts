import { route } from "@/lib/http/route";
import { invite, listInvitations } from "@/lib/workspaces/contract";
import { inviteSomebody, listOpen } from "@/lib/workspaces/invitations";

export const GET = route(listInvitations, listOpen);
export const POST = route(invite, inviteSomebody);
