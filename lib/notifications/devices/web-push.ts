import { ECDH } from "node:crypto";
import { and, eq, notInArray, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { transact } from "@/db/transaction";
import { type Actor, asPerson } from "@/lib/auth/actor";
import { checkUrl, EgressError, PUSH_HOSTS } from "@/lib/egress/target";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import type { RequestContext } from "@/lib/http/request-context";
import type * as api from "./contract";
import type { Device } from "./contract";
import { removeDevice, toWire } from "./devices";

/** More browsers than anybody has: from there on the one seen longest ago makes room. */
const MAX_BROWSERS = 50;

/** The key browsers subscribe with. Error: 503 `push_not_configured`. */
export async function getWebPushKey(actor: Actor): Promise<Output<typeof api.getWebPushKey>> {
  asPerson(actor);
  return { key: publicKey() };
}

/**
 * Registers the browser that asks, under its push service's address; one that was somebody else's moves here, with new
 * keys and without their name for it. Errors: 422 an address we do not send to, or a key that is none; 503 no VAPID pair.
 */
export async function subscribeWebPush(
  actor: Actor,
  input: Input<typeof api.subscribeWebPush>,
  { request }: Pick<RequestContext, "request">,
): Promise<Device> {
  const { userId, sessionId } = asPerson(actor);
  publicKey();
  checkEndpoint(input.endpoint);
  checkPoint(input.keys.p256dh);
  const userAgent = (request.headers.get("user-agent") ?? "").slice(0, 300);
  return transact(async (tx) => {
    const former = await forget(tx, userId, input);
    const device = await register(tx, { userId, sessionId, userAgent, former, ...input });
    await makeRoom(tx, userId);
    return toWire(device);
  });
}

/** Forgets a browser of mine. Error: 404. */
export const unsubscribeWebPush = (
  actor: Actor,
  input: Input<typeof api.unsubscribeWebPush>,
): Promise<Output<typeof api.unsubscribeWebPush>> => removeDevice(actor, input);

function publicKey(): string {
  const key = env().WEB_PUSH_VAPID_PUBLIC_KEY;
  if (key) return key;
  throw new AppError(
    "push_not_configured",
    "Push is not set up here: an operator has to set WEB_PUSH_VAPID_PUBLIC_KEY and WEB_PUSH_VAPID_PRIVATE_KEY.",
  );
}

function checkEndpoint(endpoint: string): void {
  try {
    checkUrl(endpoint, { hosts: PUSH_HOSTS });
  } catch (error) {
    if (error instanceof EgressError) throw refused("endpoint", error.message);
    throw error;
  }
}

/** Right in its form, it may still be no point of the curve, and every message for it would fail. */
function checkPoint(p256dh: string): void {
  try {
    ECDH.convertKey(p256dh, "prime256v1", "base64url");
  } catch {
    throw refused("keys.p256dh", "is not a P-256 public key in base64url");
  }
}

const refused = (path: string, message: string) =>
  new AppError("invalid", `\`${path}\` in the body: ${message}`, { details: [{ path, message }] });

async function forget(tx: Database, userId: string, { endpoint, replaces }: Input<typeof api.subscribeWebPush>) {
  if (!replaces || replaces === endpoint) return undefined;
  const [row] = await tx
    .delete(devices)
    .where(and(eq(devices.address, replaces), eq(devices.userId, userId)))
    .returning({ name: devices.name });
  return row?.name;
}

type Registration = Input<typeof api.subscribeWebPush> & {
  userId: string;
  sessionId: string;
  userAgent: string;
  former: string | undefined;
};

async function register(tx: Database, { former, name, endpoint, ...given }: Registration) {
  const { userId, sessionId, userAgent, keys } = given;
  const theirs = { userId, sessionId, userAgent, keys, platform: "web" as const };
  const kept = sql`CASE WHEN devices.user_id = excluded.user_id THEN devices.name ELSE excluded.name END`;
  const [row] = await tx
    .insert(devices)
    .values({ ...theirs, address: endpoint, name: former ?? name ?? "A browser" })
    .onConflictDoUpdate({
      target: devices.address,
      set: { ...theirs, failures: 0, name: kept, lastSeenAt: sql`clock_timestamp()` },
    })
    .returning();
  if (!row) throw new Error("The device was not written.");
  return row;
}

async function makeRoom(tx: Database, userId: string): Promise<void> {
  const mine = and(eq(devices.userId, userId), eq(devices.platform, "web"));
  const kept = tx
    .select({ id: devices.id })
    .from(devices)
    .where(mine)
    .orderBy(sql`${devices.lastSeenAt} DESC, ${devices.id} DESC`)
    .limit(MAX_BROWSERS);
  await tx.delete(devices).where(and(mine, notInArray(devices.id, kept)));
}
