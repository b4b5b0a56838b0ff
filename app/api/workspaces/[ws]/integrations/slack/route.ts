import { connectSlack, disconnectSlack, getSlack } from "@/lib/integrations/contract";
import { connectByToken, disconnect, getSlackState } from "@/lib/integrations/slack";
import { route } from "@/lib/route";

export const GET = route(getSlack, getSlackState);
export const PUT = route(connectSlack, connectByToken);
export const DELETE = route(disconnectSlack, disconnect);
