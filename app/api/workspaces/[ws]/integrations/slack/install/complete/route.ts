import { route } from "@/lib/http/route";
import { completeSlackInstall } from "@/lib/integrations/contract";
import { completeInstall } from "@/lib/integrations/slack-install";

export const POST = route(completeSlackInstall, completeInstall);
