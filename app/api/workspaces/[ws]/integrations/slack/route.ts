import * as api from "@/lib/integrations/contract";
import { connectSlack, disconnectSlack, getSlack } from "@/lib/integrations/slack";
import { route } from "@/lib/route";

export const GET = route(api.getSlack, getSlack);
export const PUT = route(api.connectSlack, connectSlack);
export const DELETE = route(api.disconnectSlack, disconnectSlack);
