import { z } from "zod";
import { INTEGRATION_STATES } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { PARTS } from "./constants";

const moment = z.iso.datetime();

const checkSchema = z.object({
  part: z.enum(PARTS),
  name: z.string(),
  /** `off`: nobody has set it up, and nothing depends on it. */
  state: z.enum(["ok", "failing", "off"]),
  /** What was found, in a sentence. */
  detail: z.string(),
  /** What to do about it; null when there is nothing to do. */
  todo: z.string().nullable(),
  tookMs: z.number().int(),
});
export type Check = z.output<typeof checkSchema>;

export const getIntegrationsHealth = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/integrations/health",
  access: { person: "admin" },
  summary: "Every provider, tried for real just now, and what to do about those that fail.",
  params: inWorkspace,
  response: z.object({ checks: z.array(checkSchema), checkedAt: moment }),
});

const slackSchema = z.object({
  /** Null: not connected. */
  connection: z
    .object({
      team: z.string(),
      state: z.enum(INTEGRATION_STATES),
      lastError: z.string().nullable(),
      connectedAt: moment,
    })
    .nullable(),
  /** Whether the app can be added by a click; else a bot token is pasted. */
  canInstall: z.boolean(),
});
export type SlackState = z.output<typeof slackSchema>;

const PATH = "/api/workspaces/{ws}/integrations/slack";

export const getSlack = endpoint({
  method: "GET",
  path: PATH,
  access: { person: "admin" },
  summary: "Which Slack the workspace is connected to.",
  params: inWorkspace,
  response: slackSchema,
});

export const connectSlack = endpoint({
  method: "PUT",
  path: PATH,
  access: { person: "admin" },
  summary: "Connect a Slack by its app's bot token, which is tried first and never shown again.",
  params: inWorkspace,
  body: z.strictObject({
    token: z
      .string()
      .trim()
      .min(1, "paste the bot token")
      .max(500)
      .regex(/^xoxb-[\w-]+$/, "is no bot token: it begins with xoxb-"),
  }),
  example: { token: "xoxb-as-slack-shows-it" },
  response: slackSchema,
});

export const disconnectSlack = endpoint({
  method: "DELETE",
  path: PATH,
  access: { person: "admin" },
  summary: "Forget the connection and its token. Channels and direct messages are skipped from then on.",
  params: inWorkspace,
  response: slackSchema,
});

export const installSlack = endpoint({
  method: "POST",
  path: `${PATH}/install`,
  access: { person: "admin" },
  summary: "Where to go to add the app to a Slack. 409 without SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.",
  params: inWorkspace,
  response: z.object({ url: z.string() }),
});

export const completeSlackInstall = endpoint({
  method: "POST",
  path: `${PATH}/install/complete`,
  access: { person: "admin" },
  summary: "Finish adding the app, with what Slack's redirect brought back. The same person and browser as began it.",
  params: inWorkspace,
  body: z.strictObject({ code: z.string().min(1).max(500), state: z.string().min(1).max(1000) }),
  response: slackSchema,
});
