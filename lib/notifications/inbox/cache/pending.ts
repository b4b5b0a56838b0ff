import type { Changed, Notification } from "@/lib/notifications/inbox/contract";
import { countShift, type Edit } from "./edit";
import type { InboxStore, Snapshot } from "./store";

/** What a step has changed on the server: which rows, and how they all were before. */
export interface Sent extends Changed {
  before: Notification[];
}

/** One thing a person did; it learns by how much it moved the count when it is shown, and the rest when it is answered. */
export interface PendingEdit {
  edit: Edit;
  /** The step that this one takes back. */
  undoes?: PendingEdit;
  countBy?: number;
  sent?: Sent;
}

/** A step under way, and everything as it was before it. */
export interface Done {
  step: PendingEdit;
  before: Snapshot;
}

/**
 * The steps of this tab that the server has not answered yet, each shown already. What fails is taken back exactly,
 * and what was done after it is done again.
 */
export class PendingEdits {
  #ever = 0;
  #begun = 0;
  #unanswered: Done[] = [];

  /** `onAnswered` is told which `seq` the server gave a step, `onSettled` when none is under way any more. */
  constructor(
    private readonly store: InboxStore,
    private readonly onAnswered: (seq: number) => void,
    private readonly onSettled: () => void,
  ) {}

  /** Whether any is under way: until then nothing that is fetched may take its place. */
  get areUnderWay(): boolean {
    return this.#begun > 0;
  }

  /** How many there have been in all. */
  get ever(): number {
    return this.#ever;
  }

  /** Shows a step before the server has heard of it. */
  async begin(step: PendingEdit): Promise<Done> {
    this.#begun++;
    this.#ever++;
    await this.store.cancel();
    const unread = this.store.count()?.count ?? 0;
    step.countBy = step.undoes ? -(step.undoes.countBy ?? 0) : countShift(step.edit, unread, now());
    const done = { step, before: this.store.snapshot() };
    this.#show(step);
    this.#unanswered.push(done);
    return done;
  }

  /** The server agrees. Its count is taken, unless further steps have moved ours on. */
  commit(done: Done, sent: Sent): void {
    done.step.sent = sent;
    this.#unanswered = this.#unanswered.filter((other) => other !== done);
    // What is only guessed stays as old as it was, and so is fetched.
    if (!isGuess(done.step)) this.store.followSeq(sent.seq);
    if (this.#begun === 1) this.store.takeCount({ count: sent.count, seq: sent.seq });
    this.onAnswered(sent.seq);
  }

  /** The server does not: everything as it was, and again what was done since. */
  revert(done: Done): void {
    const since = this.#unanswered.slice(this.#unanswered.indexOf(done) + 1);
    this.#unanswered = this.#unanswered.filter((other) => other !== done);
    this.store.restore(done.before);
    for (const later of since) {
      later.before = this.store.snapshot();
      this.#show(later.step);
    }
  }

  /** After either. */
  settle(): void {
    this.#begun--;
    if (this.#begun === 0) this.onSettled();
  }

  #show({ edit, countBy = 0 }: PendingEdit): void {
    this.store.apply(edit, now());
    this.store.shiftCount(countBy);
  }
}

/** What a group shows once some of it has gone, and where rows come back to, the server alone knows for sure. */
const isGuess = ({ edit: { targets, change } }: PendingEdit): boolean =>
  change === "back" || (targets !== "all" && targets.some(({ row }) => row.group !== null && row.group.count > 1));

const now = () => new Date().toISOString();
