import { codeOf } from "@/db/transaction";
import type { Receipt } from "./contract";
import type { Plan } from "./plan";
import { isFew } from "./recipients";
import { type Written, writeEvents } from "./write";

/** How long an event waits for others while some of its workspace are being written. */
const WINDOW_MS = 2;
/** Of those that are written together. */
const MOST = 100;

interface Waiting {
  plan: Plan;
  settle(written: Written): void;
}

/** The events of one workspace that have come to this process and are not being written yet. */
interface Queue {
  waiting: Waiting[];
  writing: number;
  timer?: NodeJS.Timeout;
}

const NOT_WRITTEN = new Error("An event was not written.");

const queues = new Map<string, Queue>();

/**
 * Writes an event together with those that come at about the same time: a transaction costs more than what an event
 * writes in it. The first goes at once; those that come while it is being written share the next one. An event for many
 * goes alone, so that nobody waits for it.
 */
export async function writeSoon(plan: Plan): Promise<Receipt> {
  const { workspaceId } = plan.actor;
  if (!isFew(plan.asked)) return receiptOf((await write(workspaceId, [plan]))[0]);
  return receiptOf(await new Promise<Written>((settle) => enqueue(workspaceId, { plan, settle })));
}

/** The receipt, or the error thrown. */
export function receiptOf(written: Written | undefined): Receipt {
  if (written instanceof Error || !written) throw written ?? NOT_WRITTEN;
  return written;
}

function enqueue(workspaceId: string, one: Waiting): void {
  const queue = queues.get(workspaceId) ?? { waiting: [], writing: 0 };
  queues.set(workspaceId, queue);
  queue.waiting.push(one);
  if (queue.waiting.length > 1) return;
  // All that one turn of the event loop reads from the network is one transaction.
  if (queue.writing === 0) setImmediate(() => void flush(workspaceId, queue));
  else queue.timer = setTimeout(() => void flush(workspaceId, queue), WINDOW_MS);
}

async function flush(workspaceId: string, queue: Queue): Promise<void> {
  queue.writing++;
  while (queue.waiting.length > 0) {
    clearTimeout(queue.timer);
    const some = queue.waiting.splice(0, MOST);
    const written = await write(
      workspaceId,
      some.map(({ plan }) => plan),
    );
    for (const [i, { settle }] of some.entries()) settle(written[i] ?? NOT_WRITTEN);
  }
  queue.writing--;
  if (queue.writing === 0) queues.delete(workspaceId);
}

/** Never throws. What the database refuses of several is found by halves, in their order: its neighbours are accepted. */
async function write(workspaceId: string, plans: Plan[]): Promise<Written[]> {
  try {
    return await writeEvents(workspaceId, plans);
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    if (plans.length === 1 || !isOfContent(failure)) return plans.map(() => failure);
    const half = Math.ceil(plans.length / 2);
    return [...(await write(workspaceId, plans.slice(0, half))), ...(await write(workspaceId, plans.slice(half)))];
  }
}

/** Data exceptions, violated constraints and exceeded limits: what one row can be guilty of. */
const isOfContent = (error: Error): boolean => /^(22|23|54)/.test(codeOf(error) ?? "");
