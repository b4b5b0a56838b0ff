import type { Op, Outcome } from "./answer";
import type { Held } from "./claim";
import type { Query } from "./database";
import { parseMoment } from "./duration";
import type { Engine } from "./engine";
import { type Memo, settle } from "./steps";

/** A step whose ops cannot be carried out; ends the run with this sentence. */
export class Unsupported extends Error {}

/** The carrying out of one answer's ops. */
export interface Work {
  query: Query;
  engine: Engine;
  held: Held;
  answer: Extract<Outcome, { kind: "ops" }>;
  /** Steps that got their result in this answer; discovery follows the last one. */
  settled: { id: string; race: boolean }[];
  retryIn?: number;
}

/** Gives an op's step its result. */
export async function finish(work: Work, op: Op, memo: Memo) {
  await settle(work.query, work.held.run.id, op.id, memo);
  work.settled.push({ id: op.id, race: isRace(work, op) });
}

/** Milliseconds from now. @throws Unsupported when `when` is neither a duration nor a date */
export function delayOf(op: Op, when: unknown): number {
  const now = Date.now();
  const moment = parseMoment(typeof when === "string" ? when : "", now);
  if (moment === undefined) throw new Unsupported(`Step "${nameOf(op)}" has a time that is not understood: ${when}`);
  return Math.max(moment - now, 0);
}

/** Whether discovery follows this op without waiting for its siblings. */
export function isRace(work: Work, op: Op): boolean {
  return work.answer.everyOp || op.opts?.parallelMode === "race";
}

/** How the author calls the step. */
export function nameOf(op: Op): string {
  return op.displayName ?? op.name ?? op.id;
}
