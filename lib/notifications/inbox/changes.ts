import { sql } from "drizzle-orm";
import { type Actor, asMember } from "@/lib/auth/actor";
import type { Input, Output } from "@/lib/http/endpoint";
import type * as api from "./contract";
import { selectRows, toWire } from "./rows";

const LIMIT = 100;
/** Further behind than this, asking for the lists again is less work than following. */
const FAR_BEHIND = 10_000;

/**
 * What has changed in this person's inbox after `since`. Every change takes its `seq` under the counter's lock and holds
 * that until it commits, so they become visible in the order of their numbers, and none is ever passed over. An answer
 * ends at a whole `seq`: one that alone has more rows than fit (everything marked read) says `reload`.
 */
export async function pollNotifications(
  actor: Actor,
  { since }: Input<typeof api.pollNotifications>,
): Promise<Output<typeof api.pollNotifications>> {
  const order = sql`n.seq, n.id`;
  const { rows, count, seq } = await selectRows(asMember(actor), {
    where: sql`n.seq > ${since}::bigint`,
    order,
    limit: LIMIT + 1,
  });
  const reload = { changes: [], removed: [], seq, hasMore: false, reload: true, unreadCount: count };
  if (since > seq || (since === 0 && seq > 0) || seq - since > FAR_BEHIND) return reload;
  const hasMore = rows.length > LIMIT;
  const cut = rows.at(LIMIT)?.seq;
  const whole = hasMore ? rows.filter((row) => row.seq !== cut) : rows;
  const last = whole.at(-1);
  if (hasMore && !last) return reload;
  return {
    changes: whole.filter((row) => row.deleted_at === null).map(toWire),
    removed: whole.filter((row) => row.deleted_at !== null).map((row) => row.id),
    seq: hasMore && last ? Number(last.seq) : seq,
    hasMore,
    reload: false,
    unreadCount: count,
  };
}
