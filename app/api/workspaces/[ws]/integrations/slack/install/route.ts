import { route } from "@/lib/http/route";
import { installSlack } from "@/lib/integrations/contract";
import { beginInstall } from "@/lib/integrations/slack-install";

export const POST = route(installSlack, beginInstall);
