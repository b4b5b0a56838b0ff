import { operation } from "@/lib/http/operation";
import type * as api from "./contract";

export const getIntegrationsHealth = operation<typeof api.getIntegrationsHealth>(
  "GET /api/workspaces/{ws}/integrations/health",
);
export const getSlack = operation<typeof api.getSlack>("GET /api/workspaces/{ws}/integrations/slack");
export const connectSlack = operation<typeof api.connectSlack>("PUT /api/workspaces/{ws}/integrations/slack");
export const disconnectSlack = operation<typeof api.disconnectSlack>("DELETE /api/workspaces/{ws}/integrations/slack");
export const installSlack = operation<typeof api.installSlack>("POST /api/workspaces/{ws}/integrations/slack/install");
export const completeSlackInstall = operation<typeof api.completeSlackInstall>(
  "POST /api/workspaces/{ws}/integrations/slack/install/complete",
);
