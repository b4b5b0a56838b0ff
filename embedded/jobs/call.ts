import { type Outcome, readReply } from "./answer";
import { type AppClient, CallError } from "./app-client";
import type { ClaimedJob } from "./claim";
import type { FunctionSpec } from "./function-spec";

/** Above this the SDK fetches event and steps from `/v0/runs/<id>/…` instead of finding them in the request. */
const INLINE_BYTES = 4 * 1024 * 1024;
/** A step takes minutes at most: every wait of ours has an end. A function that declares less is not waited for longer. */
const LONGEST_CALL_MS = 15 * 60_000;

/** Calls the function for a leased job and says what its answer means; never throws. */
export async function callFunction(app: AppClient, job: ClaimedJob, spec: FunctionSpec): Promise<Outcome> {
  const url = new URL(spec.url);
  url.searchParams.set("stepId", job.step ?? "step");
  const headers = {
    "x-run-id": job.run,
    "x-request-id": `${job.id}-${job.gen}`,
    "x-inngest-req-version": "-1",
    "x-inngest-generation-id": String(job.gen),
    "x-inngest-job-id": job.id,
    "x-inngest-step-id": job.step ?? "step",
  };
  try {
    const patienceMs = Math.min(spec.timeouts.finishMs ?? LONGEST_CALL_MS, LONGEST_CALL_MS);
    return readReply(await app.send("POST", url.href, requestBody(job, spec), headers, patienceMs));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof CallError && error.unreachable) {
      return { kind: "postponed", why: "unreachable", reason: `The app does not answer: ${message}` };
    }
    return { kind: "failed", error: { name: "Error", message: `The call broke: ${message}` }, final: false };
  }
}

function requestBody(job: ClaimedJob, spec: FunctionSpec): unknown {
  const isLarge = JSON.stringify(job.steps).length + JSON.stringify(job.event).length > INLINE_BYTES;
  const stack = job.steps.map(([id]) => id);
  return {
    event: job.event,
    events: isLarge ? [] : [job.event],
    steps: isLarge ? {} : Object.fromEntries(job.steps),
    version: -1,
    use_api: isLarge,
    defers: {},
    ctx: {
      run_id: job.run,
      // Naming the function is what turns checkpointing on.
      fn_id: spec.id,
      env: "",
      step_id: job.step ?? "step",
      attempt: job.attempt,
      max_attempts: spec.maxAttempts,
      qi_id: job.id,
      generation_id: job.gen,
      disable_immediate_execution: job.others,
      use_api: isLarge,
      stack: { stack, current: stack.length },
    },
  };
}
