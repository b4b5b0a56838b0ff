import { sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { afterCommit } from "@/db/transaction";
import { alertOperator } from "@/lib/email/operator-alert";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { sendersOf } from "../channels/registry";
import { DELIVERY_CHANNEL_LABELS } from "../constants";
import { notify } from "../events/notify";

/** One delivery of those that fail. */
export interface Failing {
  channel: DeliveryChannel;
  workspace: { id: string };
  destination: { id: string } | null;
}

/** Tells whose credential it is that it keeps failing: the workspace's admins and owner, or the operator. */
export async function alertOfFailing(tx: Database, key: string, failing: Failing, error: string): Promise<void> {
  const { toPerson, toDestination } = sendersOf(failing.channel);
  const owner = (failing.destination ? toDestination : toPerson)?.credential?.owner ?? "instance";
  const name = DELIVERY_CHANNEL_LABELS[failing.channel];
  if (owner === "instance") {
    const alert = {
      key: `credential:${key}`,
      title: `${name} is not taken by its provider`,
      text: `Belfry waits, tries now and then, and goes on by itself once it works again; nothing is lost.\n\nThe provider's last words: ${error}`,
    };
    return afterCommit(tx, () => void alertOperator(alert).catch(() => {}));
  }
  await alertAdmins(failing, error, { tx });
}

/** Tells the admins that one of their places is gone for good: once a day at most, however many were on their way to it. */
export async function alertOfGone(failing: Failing, error: string): Promise<void> {
  if (!failing.destination) return;
  await alertAdmins(failing, error, { idempotencyKey: `destination-gone:${failing.destination.id}` });
}

/** Tells the admins that a provider no longer accepts the workspace's connection. */
export const alertOfRevoked = (failing: Failing, error: string): Promise<void> =>
  alertAdmins({ ...failing, destination: null }, error, {});

/** Tells the admins that messages became too old on their way: once a day at most for each channel and place. */
export async function alertOfTooOld(failing: Failing, count: number): Promise<void> {
  const { channel, workspace, destination } = failing;
  const many = count === 1 ? "1 message" : `${count} messages`;
  const error = `${many} waited so long that it makes no sense to send them any more, and later ones may end the same way. They are in the delivery log, and can be sent again from there.`;
  const idempotencyKey = `too-old:${channel}:${destination?.id ?? workspace.id}`;
  await alertAdmins(failing, error, { idempotencyKey, link: "/settings/deliveries" });
}

interface Telling {
  tx?: Database;
  idempotencyKey?: string;
  link?: string;
}

async function alertAdmins(failing: Failing, error: string, telling: Telling): Promise<void> {
  const { tx, idempotencyKey, link = "/settings/integrations" } = telling;
  const integration = await nameOf(tx ?? db(), failing);
  const data = { integration, error: error.trim().slice(0, 500) || "It does not answer." };
  const event = { type: "integration.failing", data, link, idempotencyKey };
  await notify({ kind: "system", workspaceId: failing.workspace.id }, event, tx).catch((cause: unknown) => {
    // Told today in other words, or nobody is there to be told: neither may keep the rest from being delivered.
    if (!(cause instanceof AppError)) throw cause;
    log.warn({ err: cause }, "nobody was told of an integration that fails");
  });
}

async function nameOf(on: Database, { channel, destination }: Failing): Promise<string> {
  const { rows } = await on.execute<{ name: string }>(
    sql`SELECT name FROM channel_configs WHERE id = ${destination?.id ?? null}`,
  );
  const name = DELIVERY_CHANNEL_LABELS[channel];
  return rows[0] ? `${name} (${rows[0].name})` : name;
}
