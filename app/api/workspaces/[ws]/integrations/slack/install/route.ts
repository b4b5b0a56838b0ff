import * as api from "@/lib/integrations/contract";
import { installSlack } from "@/lib/integrations/slack-install";
import { route } from "@/lib/route";

export const POST = route(api.installSlack, installSlack);
