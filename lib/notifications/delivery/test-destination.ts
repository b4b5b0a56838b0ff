import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { activities } from "@/db/schema/activity";
import { deliveries, deliveryAttempts } from "@/db/schema/deliveries";
import { channelConfigs } from "@/db/schema/integrations";
import { workspaces } from "@/db/schema/workspaces";
import { transact } from "@/db/transaction";
import { uuidv7 } from "@/db/uuid";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { notFound } from "@/lib/errors";
import { perWorkspace } from "@/lib/http/bucket";
import type { Input, Output } from "@/lib/http/endpoint";
import { limitCalls } from "@/lib/http/limit";
import type { RequestContext } from "@/lib/http/request-context";
import { log } from "@/lib/log";
import { test } from "../catalogue/system";
import type { Outcome, Outgoing } from "../channels/define";
import { senderOf } from "../channels/registry";
import type * as api from "../destinations/contract";
import { LEASE_SECONDS } from "./claim";
import { Settler } from "./settle";

const PER_WORKSPACE = { burst: 10, perSecond: 10 / 60 };

/**
 * Sends the `test` type to a destination at once, switched on or not, and tells in words what came of it. It is a
 * delivery like any other: it stands in the log with its attempt. Errors: 404, 429.
 */
export async function testDestination(
  actor: Actor,
  { configId }: Input<typeof api.testDestination>,
  { headers }: RequestContext,
): Promise<Output<typeof api.testDestination>> {
  const user = asMember(actor);
  const config = await findDestination(user, configId);
  if (!config) throw notFound("destination");
  await limitCalls(perWorkspace("destination-tests", user), PER_WORKSPACE, headers);
  const owner = randomUUID();
  const { outgoing, attemptId } = await begin(user, config, owner);
  const outcome = await senderOf(config.channel, outgoing)
    .send(outgoing, async () => {})
    .catch((error: unknown): Outcome => {
      log.error({ err: error, deliveryId: outgoing.deliveryId }, "a channel threw while sending a test");
      return { kind: "retry", error: "Something went wrong here. It has been logged." };
    });
  const settler = new Settler();
  settler.add({ deliveryId: outgoing.deliveryId, owner, attemptId, attempt: 1, maxAttempts: 1 }, outcome);
  await settler.written();
  return { success: outcome.kind === "sent", message: wordsFor(outcome, config.name, outgoing.address) };
}

type Config = typeof channelConfigs.$inferSelect & { workspaceName: string };

async function findDestination({ workspaceId }: UserActor, id: string): Promise<Config | undefined> {
  const [row] = await db()
    .select({ config: channelConfigs, workspaceName: workspaces.name })
    .from(channelConfigs)
    .innerJoin(workspaces, eq(workspaces.id, channelConfigs.workspaceId))
    .where(and(eq(channelConfigs.workspaceId, workspaceId), eq(channelConfigs.id, id)));
  return row && { ...row.config, workspaceName: row.workspaceName };
}

/** The event, its one delivery under our lease, and the attempt, before anything goes out. */
function begin(user: UserActor, config: Config, owner: string): Promise<{ outgoing: Outgoing; attemptId: string }> {
  const outgoing = outgoingOf(user, config);
  const { activityId, deliveryId, title, body, link, priority, category, type, address } = outgoing;
  const attemptId = uuidv7();
  const { workspaceId } = user;
  return transact(async (tx) => {
    const by = { actorKind: "user" as const, actorId: user.userId };
    await tx
      .insert(activities)
      .values({ id: activityId, workspaceId, type, category, priority, title, body, link, deliveries: 1, ...by });
    await tx.insert(deliveries).values({
      id: deliveryId,
      workspaceId,
      activityId,
      configId: config.id,
      channel: config.channel,
      address,
      state: "sending",
      attempts: 1,
      maxAttempts: 1,
      leaseOwner: owner,
      nextAttemptAt: sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`,
    });
    await tx.insert(deliveryAttempts).values({ id: attemptId, deliveryId, number: 1 });
    return { outgoing, attemptId };
  });
}

function outgoingOf({ workspaceId, workspaceSlug }: UserActor, config: Config): Outgoing {
  const { title, body = "", link = null } = test.render({});
  return {
    deliveryId: uuidv7(),
    activityId: uuidv7(),
    notificationId: null,
    userId: null,
    destination: { id: config.id, sealedTarget: config.sealedTarget },
    address: config.emailAddresses[0] ?? config.targetHint,
    workspace: { id: workspaceId, slug: workspaceSlug, name: config.workspaceName },
    title,
    body,
    link,
    type: test.key,
    label: test.label,
    category: test.category,
    priority: "normal",
    data: {},
    subject: null,
    actions: [],
    attempt: 1,
  };
}

function wordsFor(outcome: Outcome, name: string, address: string): string {
  if (outcome.kind === "sent") return `The test message was taken. Look for it in ${name} (${address}).`;
  if (outcome.kind === "retry" && outcome.isThrottled) {
    return `${outcome.error} The test message waits its turn and goes out by itself.`;
  }
  return `The test message did not arrive. ${outcome.error}`;
}
