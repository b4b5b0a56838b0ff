import * as api from "@/lib/integrations/contract";
import { getIntegrationsHealth } from "@/lib/integrations/health";
import { route } from "@/lib/route";

export const GET = route(api.getIntegrationsHealth, getIntegrationsHealth);
