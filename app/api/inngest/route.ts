import { serve } from "inngest/next";
import { inngest } from "@/inngest/client";
import * as auth from "@/inngest/functions/auth";
import * as upkeep from "@/inngest/functions/maintenance";
import * as notifications from "@/inngest/functions/notifications";
import * as projects from "@/inngest/functions/projects";
import * as workspaces from "@/inngest/functions/workspaces";
import { refuseUnsigned } from "@/inngest/refuse-unsigned";
import { limitBody } from "@/lib/http/limit-body";

/** The SDK reads all of a body before it looks at its signature; our events and steps carry ids and counts only. */
const MAX_BODY = 1024 * 1024;

const served = serve({
  client: inngest,
  functions: [notifications, auth, workspaces, upkeep, projects].flatMap((domain) => Object.values(domain)),
});

export const { GET } = served;
export const POST = refuseUnsigned(limitBody(MAX_BODY, served.POST));
export const PUT = refuseUnsigned(limitBody(MAX_BODY, served.PUT));
