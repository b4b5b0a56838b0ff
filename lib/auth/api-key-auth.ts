import { randomBytes } from "node:crypto";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { apiKeys } from "@/db/schema/auth";
import { workspaces } from "@/db/schema/workspaces";
import { isSameDigest, sha256 } from "@/lib/crypto";
import { ShortMemory } from "@/lib/short-memory";
import type { KeyActor } from "./actor";

/** `bf_<12 hex>.<43 base64url>`: a public prefix to find the row by, and 256 secret bits. */
const KEY_PATTERN = /^(bf_[0-9a-f]{12})\.([\w-]{43})$/;

/** A fresh key. The whole string is shown to its owner once; only its prefix and a digest are stored. */
export const newApiKey = (): string => `bf_${randomBytes(6).toString("hex")}.${randomBytes(32).toString("base64url")}`;

/** Stores a key made by `newApiKey`. Writing the same key twice changes nothing. */
export async function storeApiKey(
  key: string,
  row: Pick<typeof apiKeys.$inferInsert, "id" | "workspaceId" | "name" | "scopes" | "createdBy"> & {
    expiresInDays?: number | null;
  },
  on: Database = db(),
): Promise<void> {
  const [, prefix, secret] = KEY_PATTERN.exec(key) ?? [];
  if (!prefix || !secret) throw new Error("An API key has the form bf_<12 hex digits>.<43 characters>.");
  const { expiresInDays, ...columns } = row;
  const expiresAt = expiresInDays ? sql`clock_timestamp() + make_interval(days => ${expiresInDays})` : null;
  await on
    .insert(apiKeys)
    .values({ ...columns, prefix, secretHash: sha256(secret), expiresAt })
    .onConflictDoNothing();
}

interface KnownKey {
  actor: KeyActor;
  secretHash: string;
}

const memory = new ShortMemory<KnownKey>("api key");

/** After the commit of what ends a key, or changes what it may do. */
export const forgetKeys = (): void => memory.forget();

/**
 * The producer behind a key; undefined when it is unknown, wrong, revoked or has run out: as of half a second ago at the
 * most.
 */
export async function findKey(key: string): Promise<KeyActor | undefined> {
  const [, prefix, secret] = KEY_PATTERN.exec(key) ?? [];
  if (!prefix || !secret) return undefined;
  const known = await memory.get(prefix, () => readKey(prefix));
  return known && isSameDigest(known.secretHash, sha256(secret)) ? known.actor : undefined;
}

async function readKey(prefix: string): Promise<KnownKey | undefined> {
  const [row] = await db()
    .select({
      keyId: apiKeys.id,
      workspaceId: workspaces.id,
      workspaceSlug: workspaces.slug,
      scopes: apiKeys.scopes,
      secretHash: apiKeys.secretHash,
      isRecent: sql<boolean>`coalesce(${apiKeys.lastUsedAt} > clock_timestamp() - interval '1 minute', false)`,
    })
    .from(apiKeys)
    .innerJoin(workspaces, eq(workspaces.id, apiKeys.workspaceId))
    .where(
      and(
        eq(apiKeys.prefix, prefix),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql`clock_timestamp()`)),
      ),
    );
  if (!row) return undefined;
  const { secretHash, isRecent, ...found } = row;
  if (!isRecent)
    await db().update(apiKeys).set({ lastUsedAt: sql`clock_timestamp()` }).where(eq(apiKeys.id, row.keyId));
  return { actor: { kind: "api_key", ...found }, secretHash };
}
