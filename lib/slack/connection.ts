import { and, eq, notInArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { integrations } from "@/db/schema/integrations";
import { seal, unseal } from "@/lib/crypto";
import type { SlackProblem } from "./web-api";

/** A workspace's bot in its Slack. `token` is null when Slack has taken it back. */
export interface SlackConnection {
  id: string;
  token: string | null;
}

/** The workspace's connection; undefined when it has none. */
export async function findConnection(workspaceId: string): Promise<SlackConnection | undefined> {
  const [row] = await db()
    .select({ id: integrations.id, sealed: integrations.sealedCredentials, state: integrations.state })
    .from(integrations)
    .where(and(eq(integrations.workspaceId, workspaceId), eq(integrations.provider, "slack")));
  if (!row) return undefined;
  return { id: row.id, token: row.state === "revoked" ? null : unsealToken(row.id, row.sealed) };
}

export const sealToken = (id: string, token: string): string => seal("integration", id, token);
export const unsealToken = (id: string, sealed: string): string => unseal("integration", id, sealed);

/**
 * Notes what a call has told of the connection itself; a problem with one channel or message is none of its own.
 * Answers whether that is news.
 */
export async function noteProblem(id: string, { kind, message }: SlackProblem): Promise<boolean> {
  if (kind !== "token" && kind !== "scope") return false;
  const state = kind === "token" ? "revoked" : "failing";
  const changed = await db()
    .update(integrations)
    .set({ state, lastError: message, checkedAt: sql`clock_timestamp()` })
    .where(and(eq(integrations.id, id), notInArray(integrations.state, ["revoked", state])))
    .returning({ id: integrations.id });
  return changed.length > 0;
}
