import { and, asc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { savedFilters } from "@/db/schema/notifications";
import { isUniqueViolation, transact } from "@/db/transaction";
import { type Actor, asMember } from "@/lib/auth/actor";
import { AppError, notFound } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import type * as api from "./filters-contract";
import type { InboxFilter, SavedFilter } from "./filters-contract";
import type { Owner } from "./rows";

const MAX_FILTERS = 50;

/** The filters I keep in this workspace, by name. */
export async function listFilters(actor: Actor): Promise<{ filters: SavedFilter[] }> {
  const rows = await db()
    .select()
    .from(savedFilters)
    .where(mine(asMember(actor)))
    .orderBy(asc(savedFilters.name));
  return { filters: rows.map(toWire) };
}

/** Keeps a filter. Errors: 409 another of mine has that name, or I keep 50 already. */
export async function createFilter(
  actor: Actor,
  { name, filter }: Input<typeof api.createFilter>,
): Promise<SavedFilter> {
  const { userId, workspaceId } = asMember(actor);
  const [row] = await refuseTaken(name, () =>
    transact(async (tx) => {
      // The membership's lock: of two made at the same time neither overlooks the other.
      await tx.execute(sql`
        SELECT FROM members WHERE user_id = ${userId} AND workspace_id = ${workspaceId} FOR NO KEY UPDATE`);
      if ((await tx.$count(savedFilters, mine({ userId, workspaceId }))) >= MAX_FILTERS) {
        throw new AppError(
          "conflict",
          `You keep ${MAX_FILTERS} filters already, the most there can be. Delete one first.`,
        );
      }
      return tx.insert(savedFilters).values({ userId, workspaceId, name, filter }).returning();
    }),
  );
  if (!row) throw new Error("A filter was not written.");
  return toWire(row);
}

/** Renames a filter of mine, or changes what it filters. Errors: 404; 409 the name is taken; 422 neither is given. */
export async function updateFilter(
  actor: Actor,
  { id, name, filter }: Input<typeof api.updateFilter>,
): Promise<SavedFilter> {
  if (name === undefined && filter === undefined) {
    throw new AppError("invalid", "Say what should change: `name` or `filter`.");
  }
  const one = and(mine(asMember(actor)), eq(savedFilters.id, id));
  const [row] = await refuseTaken(name, async () =>
    db().update(savedFilters).set({ name, filter }).where(one).returning(),
  );
  if (!row) throw notFound("filter");
  return toWire(row);
}

/** Forgets a filter of mine. Error: 404. */
export async function deleteFilter(actor: Actor, { id }: Input<typeof api.deleteFilter>): Promise<{ id: string }> {
  const one = and(mine(asMember(actor)), eq(savedFilters.id, id));
  const [row] = await db().delete(savedFilters).where(one).returning({ id: savedFilters.id });
  if (!row) throw notFound("filter");
  return row;
}

const mine = ({ userId, workspaceId }: Owner) =>
  and(eq(savedFilters.userId, userId), eq(savedFilters.workspaceId, workspaceId));

function refuseTaken<T>(name: string | undefined, write: () => Promise<T>): Promise<T> {
  return write().catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", `Another filter of yours is called “${name}”. Choose another name.`, {
      details: [{ path: "name", message: "is taken" }],
    });
  });
}

const toWire = (row: typeof savedFilters.$inferSelect): SavedFilter => ({
  id: row.id,
  name: row.name,
  filter: row.filter as InboxFilter,
  createdAt: row.createdAt.toISOString(),
});
