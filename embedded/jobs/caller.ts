import type { Outcome } from "./answer";
import type { AppClient } from "./app-client";
import { applyOutcome } from "./apply";
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

/** Makes the calls to the app: claim, call, apply, each call on its own. */
export function createCaller(engine: Engine, app: AppClient, owner: string): Caller {
  const open = new Map<string, Promise<void>>();
  let closed = false;

  async function callDue(): Promise<number> {
    for (;;) {
      const room = MOST_IN_FLIGHT - open.size;
      // A call that ends nudges.
      if (room <= 0) return POLL_MS;
      const jobs = await claimJobs(engine.db, owner, room);
      for (const job of jobs) {
        // By job and generation: after a lost lease the same job may be open twice.
        const name = `${job.id}:${job.gen}`;
        open.set(
          name,
          perform(job).finally(() => open.delete(name)),
        );
      }
      if (jobs.length === 0) return untilNextJob(engine.db, POLL_MS);
    }
  }

  async function perform(job: ClaimedJob): Promise<void> {
    const spec = engine.registry.get(job.fn);
    const outcome = spec ? await callFunction(app, job, spec) : unknownFunction(engine, job.fn);
    if (closed) return;
    await applyOutcome(engine, job, spec, outcome).catch((error: unknown) => {
      // The lease runs out and the call is made again.
      log("error", `An answer could not be stored: ${messageOf(error)}`, { run: job.run, fn: job.fn });
    });
    if (outcome.kind === "postponed" && outcome.resync) engine.nudge.sync();
    setImmediate(engine.nudge.calls);
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

function unknownFunction(engine: Engine, fn: string): Outcome {
  const reason = engine.registry.refusal(fn) ?? `The app does not have function "${fn}"; its runs wait for it.`;
  return { kind: "postponed", reason, firstMs: 1_000, longestMs: 600_000, resync: true };
}
