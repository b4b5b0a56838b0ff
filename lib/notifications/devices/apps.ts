import { and, eq, ne, notInArray, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { transact } from "@/db/transaction";
import { type Actor, asPerson } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import type { RequestContext } from "@/lib/http/request-context";
import type * as api from "./app-contract";
import { TOKENS } from "./app-contract";
import type { Device } from "./contract";
import { toWire } from "./devices";

/** More apps than anybody has: from there on the one seen longest ago makes room. */
const MAX_APPS = 50;
const NAMES = { ios: "iPhone or iPad", android: "Android" } as const;

/**
 * Registers the app that asks, under its token; one that was somebody else's moves here, without their name for it.
 * Error: 422 no token of that platform's.
 */
export async function registerApp(
  actor: Actor,
  input: Input<typeof api.registerApp>,
  { request }: Pick<RequestContext, "request">,
): Promise<Device> {
  const { userId, sessionId } = asPerson(actor);
  const token = TOKENS[input.platform].safeParse(input.token);
  if (!token.success) {
    const message = token.error.issues[0]?.message ?? "is not a token";
    throw new AppError("invalid", `\`token\` in the body: ${message}.`, { details: [{ path: "token", message }] });
  }
  const userAgent = (request.headers.get("user-agent") ?? "").slice(0, 300);
  return transact(async (tx) => {
    const device = await register(tx, { ...input, token: token.data, userId, sessionId, userAgent });
    await makeRoom(tx, userId);
    return toWire(device);
  });
}

type Registration = Input<typeof api.registerApp> & { userId: string; sessionId: string; userAgent: string };

async function register(
  tx: Database,
  { userId, sessionId, userAgent, platform, token, environment, name }: Registration,
) {
  const values = {
    userId,
    sessionId,
    userAgent,
    platform,
    environment: platform === "ios" ? (environment ?? "production") : null,
  };
  const kept = sql`CASE WHEN devices.user_id = excluded.user_id THEN devices.name ELSE excluded.name END`;
  const [row] = await tx
    .insert(devices)
    .values({ ...values, address: token, name: name ?? NAMES[platform] })
    .onConflictDoUpdate({
      target: devices.address,
      set: { ...values, keys: null, failures: 0, name: name ?? kept, lastSeenAt: sql`clock_timestamp()` },
    })
    .returning();
  if (!row) throw new Error("The device was not written.");
  return row;
}

async function makeRoom(tx: Database, userId: string): Promise<void> {
  const mine = and(eq(devices.userId, userId), ne(devices.platform, "web"));
  const kept = tx
    .select({ id: devices.id })
    .from(devices)
    .where(mine)
    .orderBy(sql`${devices.lastSeenAt} DESC, ${devices.id} DESC`)
    .limit(MAX_APPS);
  await tx.delete(devices).where(and(mine, notInArray(devices.id, kept)));
}
