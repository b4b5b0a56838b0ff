import * as api from "@/lib/integrations/contract";
import { connectByToken, disconnect, getSlackState } from "@/lib/integrations/slack";
import { route } from "@/lib/route";

export const GET = route(api.getSlack, getSlackState);
export const PUT = route(api.connectSlack, connectByToken);
export const DELETE = route(api.disconnectSlack, disconnect);
