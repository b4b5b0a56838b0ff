import * as api from "@/lib/integrations/contract";
import { beginInstall } from "@/lib/integrations/slack-install";
import { route } from "@/lib/route";

export const POST = route(api.installSlack, beginInstall);
