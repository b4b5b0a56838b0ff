import { randomUUID } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import { startProgram } from "@/e2e/support/program";
import { drainDeliveries } from "@/lib/notifications/delivery/drain";
import { query, switchDatabase } from "./support/database";
import { Client } from "./support/http";
import { makeCrowd } from "./support/people";
import { type Both, median, sideBySide } from "./support/rounds";
import type { Finding, Row } from "./support/row";

/** People × events deliveries wait when it begins; so many that a claim which reads the queue would be seen. */
const PEOPLE = 10_000;
const EVENTS = 10;
const ROUND_MS = 2_500;
const LANES = 16;

/** How fast what waits is sent, with the provider answering at once. */
export const p8: Row = {
  id: "P8",
  measure: "deliveries sent a second, of 100,000 that wait",
  floor: "bare loop: claim 16, send, write",
  async run(bench) {
    const url = await bench.database("drain");
    await switchDatabase(url);
    const { workspaceId } = await makeCrowd(url, PEOPLE);
    await query(url, fill(workspaceId));
    await query(url, "VACUUM ANALYZE");
    const sink = await startProgram(join(bench.root, "dist", "bench-sink.mjs"));
    bench.onClose(() => sink.stop());
    const provider = `http://127.0.0.1:${sink.port}`;
    process.env.RESEND_BASE_URL = provider;
    const pool = new pg.Pool({ connectionString: url, max: 20 });
    const client = new Client(provider);
    await drainDeliveries(workspaceId, "email", 1_000);
    const both = await sideBySide(
      () => perSecond(() => bareLoop(pool, client, workspaceId)),
      () => perSecond(async () => (await drainDeliveries(workspaceId, "email", ROUND_MS)).sent),
    );
    client.close();
    await pool.end();
    return [{ unit: "/s", budget: { atLeast: 0.5 }, ...both }, lastAgainstFirst(both)];
  },
};

/** Whether the queue slows down while it is worked off; against itself, for the floor drains the same queue. */
function lastAgainstFirst({ rounds }: Both): Finding {
  const third = Math.floor(rounds.length / 3);
  const rateOf = (some: Both["rounds"]) => median(some.map(({ result }) => result));
  const [floor, result] = [rateOf(rounds.slice(0, third)), rateOf(rounds.slice(-third))];
  return {
    part: "last third against the first",
    unit: "/s",
    budget: { atLeast: 0.8 },
    result,
    floor,
    ratio: result / floor,
  };
}

async function perSecond(drain: () => Promise<number>): Promise<number> {
  const since = performance.now();
  const sent = await drain();
  return (sent * 1000) / (performance.now() - since);
}

const CLAIM = `
  UPDATE deliveries d SET state = 'sending', lease_owner = $2, attempts = attempts + 1,
    next_attempt_at = clock_timestamp() + interval '30 seconds'
  FROM (SELECT id FROM deliveries
    WHERE workspace_id = $1 AND channel = 'email' AND state IN ('pending', 'retrying', 'sending')
      AND next_attempt_at <= clock_timestamp()
    ORDER BY next_attempt_at, id LIMIT ${LANES} FOR UPDATE SKIP LOCKED) due
  WHERE d.id = due.id RETURNING d.id, d.address`;
const WRITE = "UPDATE deliveries SET state = 'sent', sent_at = clock_timestamp(), provider_id = $2 WHERE id = $1";

async function bareLoop(pool: pg.Pool, provider: Client, workspaceId: string): Promise<number> {
  const until = performance.now() + ROUND_MS;
  let sent = 0;
  while (performance.now() < until) {
    const { rows } = await pool.query<{ id: string; address: string }>(CLAIM, [workspaceId, randomUUID()]);
    const html = "<p>The build is red</p>".repeat(100);
    await Promise.all(
      rows.map(async ({ id, address }) => {
        const answer = await provider.send("POST", "/emails", { to: address, subject: "The build is red", html });
        await pool.query(WRITE, [id, (JSON.parse(answer) as { id: string }).id]);
      }),
    );
    sent += rows.length;
  }
  return sent;
}

const fill = (workspaceId: string) => `
  SET session_replication_role = replica;
  SET synchronous_commit = off;
  INSERT INTO activities (workspace_id, type, category, priority, actor_kind, title, body)
  SELECT '${workspaceId}', 'issue.new', 'tracking', 'normal', 'system', 'Issue ' || n, 'It happened again.'
  FROM generate_series(1, ${EVENTS}) n;
  INSERT INTO notifications (workspace_id, user_id, activity_id, in_inbox, type, category, priority, seq, decision)
  SELECT a.workspace_id, m.user_id, a.id, true, a.type, a.category, a.priority, 1, '{}'
  FROM activities a, members m WHERE m.workspace_id = a.workspace_id;
  INSERT INTO deliveries (workspace_id, notification_id, user_id, channel, address)
  SELECT n.workspace_id, n.id, n.user_id, 'email', u.email FROM notifications n JOIN users u ON u.id = n.user_id;
  SET session_replication_role = DEFAULT`;
