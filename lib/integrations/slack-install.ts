import { databaseNow } from "@/db/clock";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { seal, unseal } from "@/lib/crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import { slackClient, slackProblem } from "@/lib/slack/web-api";
import type * as api from "./contract";
import type { SlackState } from "./contract";
import { canInstall, keepConnection } from "./slack";

/** Writing, in public channels unasked too, and finding people by their address. */
const SCOPES = "chat:write,chat:write.public,users:read,users:read.email";
const MINUTES = 15;

/** Where to go to add the app to a Slack, and to come back from to `completeSlackInstall`. Error: 409 not configured. */
export async function installSlack(actor: Actor): Promise<Output<typeof api.installSlack>> {
  const user = asMember(actor);
  const begunAt = (await databaseNow()).getTime();
  const url = new URL(`${env().SLACK_ISSUER}/oauth/v2/authorize`);
  url.search = new URLSearchParams({
    client_id: credentials().client_id,
    scope: SCOPES,
    redirect_uri: returnUrl(),
    // The workspace stands in front, for the page that Slack leads back to.
    state: `${user.workspaceSlug}~${seal("slack install", identityOf(user), String(begunAt))}`,
  }).toString();
  return { url: url.href };
}

/** Takes what Slack sent back. Errors: 409 not configured, 422 begun elsewhere or too long ago, or Slack refuses. */
export async function completeSlackInstall(
  actor: Actor,
  { code, state }: Input<typeof api.completeSlackInstall>,
): Promise<SlackState> {
  const user = asMember(actor);
  const app = credentials();
  await refuseForeign(user, state);
  const answer = await slackClient()
    .oauth.v2.access({ ...app, code, redirect_uri: returnUrl() })
    .catch((error: unknown) => {
      throw new AppError("invalid", `${slackProblem(error).message} Begin again.`);
    });
  if (!answer.access_token?.startsWith("xoxb-")) throw new AppError("invalid", "Slack gave no bot token. Begin again.");
  return keepConnection(user, {
    token: answer.access_token,
    externalId: answer.team?.id ?? null,
    name: answer.team?.name ?? "Slack",
  });
}

const returnUrl = () => `${env().BELFRY_URL}/settings/integrations/slack`;

function credentials() {
  const { SLACK_CLIENT_ID, SLACK_CLIENT_SECRET } = env();
  if (!canInstall()) {
    throw new AppError("conflict", "Set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET first, or paste a bot token.");
  }
  return { client_id: SLACK_CLIENT_ID ?? "", client_secret: SLACK_CLIENT_SECRET ?? "" };
}

/** One person in one workspace and one session: nobody can be led to finish what somebody else has begun. */
const identityOf = ({ workspaceId, userId, sessionId }: UserActor) => `${workspaceId} ${userId} ${sessionId}`;

async function refuseForeign(user: UserActor, state: string): Promise<void> {
  const age = (await databaseNow()).getTime() - begunAt(user, state.slice(state.indexOf("~") + 1));
  if (age >= 0 && age < MINUTES * 60_000) return;
  throw new AppError("invalid", "This was begun in another browser, or too long ago. Begin again.");
}

function begunAt(user: UserActor, sealed: string): number {
  try {
    return Number(unseal("slack install", identityOf(user), sealed));
  } catch {
    return Number.NaN;
  }
}
