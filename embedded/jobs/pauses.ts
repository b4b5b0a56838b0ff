import type { Query } from "./database";
import type { Engine, RunRow, StoredEvent, WireEvent } from "./engine";
import { isTrue, valueAt } from "./expressions";
import { endRun } from "./runs";
import { resume } from "./steps";

interface Pause extends RunRow {
  step: string;
  kind: "wait" | "cancel";
  expr: string | null;
  cause: WireEvent;
}

/** Gives arriving events to the runs that wait for them, and cancels the runs they cancel. */
export async function resolvePauses(query: Query, engine: Engine, events: StoredEvent[]): Promise<void> {
  const names = [...new Set(events.map(({ body }) => body.name))];
  const interest = await query<{ event: string; path: string }>(
    "SELECT DISTINCT event, path FROM jobs.pause WHERE event = ANY ($1)",
    [names],
  );
  if (interest.length === 0) return;
  for (const { body } of events) {
    const paths = interest.filter(({ event }) => event === body.name).map(({ path }) => path);
    if (paths.length > 0) await resolveEvent(query, engine, body, paths);
  }
}

async function resolveEvent(query: Query, engine: Engine, event: WireEvent, paths: string[]): Promise<void> {
  const values = paths.map((path) => (path === "" ? undefined : valueAt(event, path)) ?? null);
  const found = await query<Pause>(
    `SELECT r.id, r.fn, r.event_id, r.quiet, r.parent_run, r.parent_step, p.step, p.kind, p.expr, e.body AS cause
     FROM unnest($2::text[], $3::text[]) AS x(path, value)
     JOIN jobs.pause p ON p.event = $1 AND p.path = x.path AND (p.path = '' OR p.value = x.value)
     JOIN jobs.run r ON r.id = p.run JOIN jobs.event e ON e.id = r.event_id
     WHERE p.kind <> 'invoke' AND (p.expires_at IS NULL OR p.expires_at > now())`,
    [event.name, paths, values],
  );
  const matching = found.filter(({ expr, cause }) => !expr || isTrue(expr, { event: cause, async: event }));
  if (matching.length === 0) return;
  const running = await query<{ id: string }>(
    "SELECT id FROM jobs.run WHERE id = ANY ($1) AND status = 'running' ORDER BY id FOR UPDATE",
    [matching.map(({ id }) => id)],
  );
  const alive = new Set(running.map(({ id }) => id));
  for (const pause of matching) {
    if (!alive.has(pause.id)) continue;
    if (pause.kind === "cancel") {
      await endRun(query, engine, pause, { status: "cancelled", reason: `by event ${event.name} ${event.id}` });
      alive.delete(pause.id);
    } else await resume(query, pause.id, pause.step, { raw: event });
  }
}
