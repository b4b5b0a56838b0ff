import { route } from "@/lib/http/route";
import { acceptInvitation } from "@/lib/workspaces/contract";
import { acceptByToken } from "@/lib/workspaces/joining";

export const POST = route(acceptInvitation, acceptByToken);
