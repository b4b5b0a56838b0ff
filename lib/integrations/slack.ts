import { and, eq } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { integrations, slackIdentities } from "@/db/schema/integrations";
import { transact } from "@/db/transaction";
import { uuidv7 } from "@/db/uuid";
import { record } from "@/lib/activity/record";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import { sealToken } from "@/lib/slack/connection";
import { slackClient, slackProblem } from "@/lib/slack/web-api";
import type * as api from "./contract";
import type { SlackState } from "./contract";

/** Which Slack the workspace is connected to, as its last call left it. */
export async function getSlack(actor: Actor): Promise<SlackState> {
  return stateOf(db(), asMember(actor).workspaceId);
}

/**
 * Connects a Slack by a bot token that Slack says is good. It replaces a former connection. Errors: 422 Slack refuses
 * the token, or does not answer; nothing is changed then.
 */
export async function connectSlack(actor: Actor, { token }: Input<typeof api.connectSlack>): Promise<SlackState> {
  const user = asMember(actor);
  const { team, team_id: teamId } = await slackClient(token)
    .auth.test()
    .catch((error: unknown) => {
      const message = `${slackProblem(error).message} Nothing was changed.`;
      throw new AppError("invalid", message, { details: [{ path: "token", message }] });
    });
  return keepConnection(user, { token, externalId: teamId ?? null, name: team ?? "Slack" });
}

/** Forgets the connection, its token and who is who there. Without one nothing happens. */
export function disconnectSlack(actor: Actor): Promise<SlackState> {
  const user = asMember(actor);
  return transact(async (tx) => {
    const name = await forget(tx, user.workspaceId);
    if (name !== undefined) await log(tx, user, "integration.disconnected", `Slack (${name}) was disconnected`);
    return stateOf(tx, user.workspaceId);
  });
}

/** Writes a connection that was tried. A new row each time: what is still said of the former one is not said of this. */
export function keepConnection(
  user: UserActor,
  { token, externalId, name }: { token: string; externalId: string | null; name: string },
): Promise<SlackState> {
  const { workspaceId } = user;
  const id = uuidv7();
  return transact(async (tx) => {
    await forget(tx, workspaceId);
    const row = { id, workspaceId, provider: "slack" as const, externalId, name };
    await tx.insert(integrations).values({ ...row, sealedCredentials: sealToken(id, token) });
    await log(tx, user, "integration.connected", `Slack (${name}) was connected`);
    return stateOf(tx, workspaceId);
  });
}

export const canInstall = (): boolean => Boolean(env().SLACK_CLIENT_ID && env().SLACK_CLIENT_SECRET);

const ofSlack = (workspaceId: string) =>
  and(eq(integrations.workspaceId, workspaceId), eq(integrations.provider, "slack"));

async function stateOf(on: Database, workspaceId: string): Promise<SlackState> {
  const [row] = await on.select().from(integrations).where(ofSlack(workspaceId));
  const connection = row && {
    team: row.name,
    state: row.state,
    lastError: row.lastError,
    connectedAt: row.createdAt.toISOString(),
  };
  return { connection: connection ?? null, canInstall: canInstall() };
}

async function forget(tx: Database, workspaceId: string): Promise<string | undefined> {
  const [row] = await tx.delete(integrations).where(ofSlack(workspaceId)).returning({ name: integrations.name });
  await tx.delete(slackIdentities).where(eq(slackIdentities.workspaceId, workspaceId));
  return row?.name;
}

const log = (tx: Database, actor: UserActor, type: string, title: string) =>
  record(tx, actor, {
    workspaceId: actor.workspaceId,
    type,
    category: "system",
    subject: { kind: "integration", id: "slack" },
    title,
  });
