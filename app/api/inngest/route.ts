import { serve } from "inngest/next";
import { inngest } from "@/inngest/client";
import * as auth from "@/inngest/functions/auth";
import * as notifications from "@/inngest/functions/notifications";
import * as workspaces from "@/inngest/functions/workspaces";

export const { GET, POST, PUT } = serve({
  client: inngest,
  functions: [...Object.values(notifications), ...Object.values(auth), ...Object.values(workspaces)],
});
