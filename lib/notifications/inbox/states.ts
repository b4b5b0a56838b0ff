import { type SQL, sql } from "drizzle-orm";
import type { State } from "./contract";

/** Each is word for word the predicate of the index that serves it. Archived and snoozed exclude each other. */
const CONDITIONS: Record<State, (n: string) => string> = {
  inbox: (n) => `${n}.in_inbox AND ${n}.archived_at IS NULL AND ${n}.deleted_at IS NULL AND ${n}.snoozed_until IS NULL`,
  archived: (n) => `${n}.in_inbox AND ${n}.archived_at IS NOT NULL AND ${n}.deleted_at IS NULL`,
  snoozed: (n) => `${n}.in_inbox AND ${n}.snoozed_until IS NOT NULL AND ${n}.deleted_at IS NULL`,
};

type Alias = "n" | "m";

/** Whether the notification is there; what is deleted is nowhere. */
export const isIn = (state: State, n: Alias = "n"): SQL => sql.raw(CONDITIONS[state](n));

/** Whether it counts: in the inbox, and unread. */
export const isCounted = (n: Alias = "n"): SQL => sql.raw(`${CONDITIONS.inbox(n)} AND ${n}.read_at IS NULL`);

/** Where it is, by name, if it is not deleted. */
export const stateOf = (n: Alias = "n"): SQL =>
  sql.raw(
    `CASE WHEN ${n}.archived_at IS NOT NULL THEN 'archived' WHEN ${n}.snoozed_until IS NULL THEN 'inbox' ELSE 'snoozed' END`,
  );
