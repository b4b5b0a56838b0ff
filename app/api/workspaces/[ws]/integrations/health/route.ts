import { route } from "@/lib/http/route";
import { getIntegrationsHealth } from "@/lib/integrations/contract";
import { checkIntegrations } from "@/lib/integrations/health";

export const GET = route(getIntegrationsHealth, checkIntegrations);
