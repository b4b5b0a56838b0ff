import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { apiKeys } from "@/db/schema/auth";
import { users } from "@/db/schema/users";
import { afterCommit, transact } from "@/db/transaction";
import { uuidv7 } from "@/db/uuid";
import { record } from "@/lib/activity/record";
import { AppError, notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import { type Actor, asMember, type UserActor } from "./actor";
import { forgetKeys, newApiKey, storeApiKey } from "./api-key-auth";
import type * as api from "./contract";
import type { ApiKey } from "./contract";

/** Keys a workspace can hold at once; also what one list shows. */
const MAX_KEYS = 200;

/** The workspace's keys that have not been revoked, newest first; never their secrets. */
export async function listApiKeys(actor: Actor): Promise<Output<typeof api.listApiKeys>> {
  return { apiKeys: await select(db(), asMember(actor)) };
}

/** Makes a key; its whole text is in this answer only. Error: 422 when the workspace holds 200 keys already. */
export async function createApiKey(
  actor: Actor,
  input: Input<typeof api.createApiKey>,
): Promise<Output<typeof api.createApiKey>> {
  const user = asMember(actor);
  const id = uuidv7();
  const key = newApiKey();
  return transact(async (tx) => {
    const held = await tx.$count(apiKeys, and(eq(apiKeys.workspaceId, user.workspaceId), isNull(apiKeys.revokedAt)));
    if (held >= MAX_KEYS)
      throw new AppError("invalid", `A workspace holds ${MAX_KEYS} API keys at the most; revoke one first.`);
    await storeApiKey(key, { id, workspaceId: user.workspaceId, createdBy: user.userId, ...input }, tx);
    await log(tx, user, id, "api_key.created", `API key “${input.name}” was made`);
    const [row] = await select(tx, user, id);
    if (!row) throw new Error("The API key was not written.");
    return { ...row, key };
  });
}

/** Revokes a key: the next call with it is refused. Error: 404 no such key here, or revoked already. */
export async function revokeApiKey(
  actor: Actor,
  { id }: Input<typeof api.revokeApiKey>,
): Promise<Output<typeof api.revokeApiKey>> {
  const user = asMember(actor);
  return transact(async (tx) => {
    const [revoked] = await tx
      .update(apiKeys)
      .set({ revokedAt: sql`clock_timestamp()` })
      .where(and(eq(apiKeys.workspaceId, user.workspaceId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning({ name: apiKeys.name });
    if (!revoked) throw notFound("API key");
    afterCommit(tx, forgetKeys);
    await log(tx, user, id, "api_key.revoked", `API key “${revoked.name}” was revoked`);
    return { done: true };
  });
}

async function select(on: Database, { workspaceId }: UserActor, id?: string): Promise<ApiKey[]> {
  const rows = await on
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      prefix: apiKeys.prefix,
      scopes: apiKeys.scopes,
      createdBy: users.name,
      createdAt: apiKeys.createdAt,
      expiresAt: apiKeys.expiresAt,
      lastUsedAt: apiKeys.lastUsedAt,
      isExpired: sql<boolean>`coalesce(${apiKeys.expiresAt} <= clock_timestamp(), false)`,
    })
    .from(apiKeys)
    .leftJoin(users, eq(users.id, apiKeys.createdBy))
    .where(
      and(
        eq(apiKeys.workspaceId, workspaceId),
        isNull(apiKeys.revokedAt),
        id === undefined ? undefined : eq(apiKeys.id, id),
      ),
    )
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(MAX_KEYS);
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }));
}

const log = (tx: Database, actor: UserActor, id: string, type: string, title: string) =>
  record(tx, actor, {
    workspaceId: actor.workspaceId,
    type,
    category: "system",
    subject: { kind: "api_key", id },
    title,
  });
