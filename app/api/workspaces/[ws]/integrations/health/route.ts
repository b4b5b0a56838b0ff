import { getIntegrationsHealth } from "@/lib/integrations/contract";
import { checkIntegrations } from "@/lib/integrations/health";
import { route } from "@/lib/route";

export const GET = route(getIntegrationsHealth, checkIntegrations);
