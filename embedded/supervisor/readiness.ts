import { setTimeout as sleep } from "node:timers/promises";
import { Failure, sentenceOf } from "../failure";

/** Waits until the web process says it is ready; throws with its last answer when it takes too long. */
export async function untilReady(webUrl: string, withinMs: number, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + withinMs;
  let last = "it did not answer";
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const answer = await ask(`${webUrl}/api/ready`, Math.max(1, deadline - Date.now()), signal);
    if (answer === null) return;
    last = answer;
    await sleep(25);
  }
  throw new Failure(`The web process was not ready within ${withinMs / 1000} s: ${last}.`);
}

/** Null when ready, otherwise why not. */
async function ask(url: string, withinMs: number, signal: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]) });
    const body = await response.text();
    return response.status === 200 ? null : `it answers ${response.status} ${body.slice(0, 300)}`;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return sentenceOf(cause ?? error);
  }
}
