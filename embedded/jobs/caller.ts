import type { Outcome } from "./answer";
import type { AppClient } from "./app-client";
import { applyOutcome } from "./apply";
import { graceDelay } from "./backoff";
import { callFunction } from "./call";
import { type ClaimedJob, claimJobs, untilNextJob } from "./claim";
import type { Engine } from "./engine";
import { log, messageOf } from "./log";

export interface Caller {
  /** Leases what is due, as far as there is room, and calls. @returns milliseconds until it should look again */
  callDue(): Promise<number>;
  /** Ids of the jobs whose calls are open. */
  inFlight(): string[];
  /** Waits until all calls are answered, at most `patienceMs`; answers that come later are ignored. */
  drain(patienceMs: number): Promise<void>;
}

const MOST_IN_FLIGHT = 64;
const POLL_MS = 1_000;
/** After a claim that took all there was; most calls end sooner, and that nudges too. */
const SOON_MS = 30;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** Makes the calls to the app: claim, call, apply, each call on its own. */
export function createCaller(engine: Engine, app: AppClient, owner: string): Caller {
  const open = new Map<string, Promise<void>>();
  let closed = false;
  /** Calls in a row that found no app, or one with another key: then one call at a time finds out whether it is back. */
  let failures = 0;
  let pausedUntil = 0;

  async function callDue(): Promise<number> {
    for (;;) {
      const pause = pausedUntil - Date.now();
      if (pause > 0) return pause;
      const room = (failures > 0 ? 1 : MOST_IN_FLIGHT) - open.size;
      // A call that ends nudges.
      if (room <= 0) return POLL_MS;
      const jobs = await claimJobs(engine.db, owner, engine.generation(), room);
      for (const job of jobs) {
        // By job and generation: after a lost lease the same job may be open twice.
        const name = `${job.id}:${job.gen}`;
        open.set(
          name,
          perform(job).finally(() => open.delete(name)),
        );
      }
      if (jobs.length === 0) return untilNextJob(engine.db, POLL_MS);
      if (jobs.length < room) return SOON_MS;
    }
  }

  /** Never throws: what could not be stored is called again when its lease runs out. */
  async function perform(job: ClaimedJob): Promise<void> {
    try {
      const spec = engine.registry.get(job.fn);
      if (spec?.timeouts.startMs !== undefined || spec?.timeouts.finishMs !== undefined)
        await noteStart(engine, job.run);
      const outcome = spec ? await callFunction(app, job, spec) : unknownFunction(engine, job.fn);
      if (closed) return;
      pace(outcome);
      await applyOutcome(engine, job, spec, outcome);
    } catch (error) {
      log("error", `An answer could not be stored: ${messageOf(error)}`, { run: job.run, fn: job.fn });
    }
    // Once this call no longer counts as open.
    setImmediate(engine.nudge.calls);
  }

  function pace(outcome: Outcome): void {
    if (outcome.kind !== "postponed") failures = 0;
    else {
      if (failures === 0) log("warn", outcome.reason);
      engine.nudge.sync();
      // Calls that fail together count once.
      if (outcome.why === "unknown" || pausedUntil > Date.now()) return;
      pausedUntil = Date.now() + graceDelay(failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
      failures++;
    }
  }

  return {
    callDue,
    inFlight: () => [...open.keys()].map((name) => name.slice(0, name.indexOf(":"))),
    drain: async (patienceMs) => {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise((resolve) => {
        timer = setTimeout(resolve, patienceMs);
      });
      await Promise.race([Promise.all(open.values()), patience]).finally(() => clearTimeout(timer));
      closed = true;
    },
  };
}

/** Only runs with timeouts need to know when they began; the others save the write. */
async function noteStart(engine: Engine, run: string): Promise<void> {
  await engine.db.query("UPDATE jobs.run SET started_at = clock_timestamp() WHERE id = $1 AND started_at IS NULL", [
    run,
  ]);
}

function unknownFunction(engine: Engine, fn: string): Outcome {
  const reason = engine.registry.refusal(fn) ?? `The app does not have function "${fn}"; its runs wait for it.`;
  return { kind: "postponed", why: "unknown", reason };
}
