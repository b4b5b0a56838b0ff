import { z } from "zod";
import type { AppClient } from "./app-client";
import type { Database } from "./database";
import { type Reading, readFunction } from "./function-spec";
import { log, messageOf } from "./log";
import type { Registry } from "./registry";
import { scheduleCrons } from "./schedule";

/** The state of the registration, for `/health`. */
export interface SyncState {
  url: string;
  app?: string;
  syncedAt?: string;
  error?: string;
}

export interface Sync {
  state: SyncState;
  /** Asks the app for its functions. @returns milliseconds until it should be asked again */
  run(): Promise<number>;
  /** Stores the next answer even if it is the last one again: another engine may have stored its own. */
  forget(): void;
}

const QUICK_MS = 500;
const SHORT_MS = 5_000;
const LONG_MS = 15_000;
/** A development server may have to compile the functions first. */
const ANSWER_WITHIN_MS = 60_000;

const answer = z.object({ app_id: z.string(), functions: z.array(z.unknown()) });

/**
 * Registration in band: we ask, the app answers with its functions. Asked every half second until it has answered
 * once, every 5 s while the answer changes or fails, more rarely (15 s at most) while it does neither.
 */
export function createSync(appUrl: string, app: AppClient, db: Database, registry: Registry): Sync {
  const state: SyncState = { url: appUrl };
  let lastAnswer = "";
  let delay = SHORT_MS;

  async function run(): Promise<number> {
    try {
      const { app_id, functions } = await ask(app, appUrl);
      const text = JSON.stringify(functions);
      const isNew = text !== lastAnswer;
      if (isNew) await store(db, registry, app_id, functions);
      if (state.error) log("info", `The app answers again: ${functions.length} functions.`);
      Object.assign(state, { app: app_id, syncedAt: new Date().toISOString(), error: undefined });
      lastAnswer = text;
      delay = isNew ? SHORT_MS : Math.min(delay * 2, LONG_MS);
      return delay;
    } catch (error) {
      const message = messageOf(error);
      const level = state.syncedAt ? "warn" : "info";
      if (state.error !== message) log(level, `The app did not tell its functions and is asked again: ${message}`);
      state.error = message;
      delay = SHORT_MS;
      return state.syncedAt ? SHORT_MS : QUICK_MS;
    }
  }
  const forget = () => {
    lastAnswer = "";
  };
  return { state, run, forget };
}

async function ask(app: AppClient, url: string): Promise<z.infer<typeof answer>> {
  const reply = await app.send("PUT", url, { url }, { "x-inngest-sync-kind": "in_band" }, ANSWER_WITHIN_MS);
  if (reply.status === 401) throw new Error(`${url} refused our signature (401): INNGEST_SIGNING_KEY differs.`);
  if (reply.status !== 200) throw new Error(`${url} answered ${reply.status}: ${reply.body.slice(0, 200)}`);
  const { data } = answer.safeParse(JSON.parse(reply.body));
  if (!data) throw new Error(`${url} did not answer with a list of functions; is in-band sync disabled?`);
  return data;
}

/** Stores what the app has; functions that are gone stay known but inactive, and their runs wait. */
async function store(db: Database, registry: Registry, app: string, functions: unknown[]): Promise<void> {
  const readings = functions.map(readFunction);
  const rows = readings.map(({ id }, index) => ({ id, app, config: functions[index] }));
  await db.tx(async (query) => {
    await query(
      `INSERT INTO jobs.fn (id, app, config) SELECT DISTINCT ON (id) id, app, config
       FROM json_to_recordset($1) AS x(id text, app text, config json)
       ON CONFLICT (id) DO UPDATE SET app = excluded.app, config = excluded.config, active = true, synced_at = now()`,
      [JSON.stringify(rows)],
    );
    await query("UPDATE jobs.fn SET active = false WHERE id <> ALL ($1)", [rows.map(({ id }) => id)]);
    await scheduleCrons(
      query,
      readings.flatMap((reading) => ("spec" in reading ? [reading.spec] : [])),
    );
  });
  registry.replace(readings);
  report(readings);
}

function report(readings: Reading[]): void {
  log("info", `Synced ${readings.length} functions.`);
  for (const reading of readings) if ("refused" in reading) log("error", reading.refused);
}
