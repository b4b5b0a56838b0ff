import { CancelledError, type QueryClient } from "@tanstack/react-query";
import { PendingEdits } from "@/lib/http/pending-edits";
import { Observable } from "@/lib/observable";
import type { Count, Notification } from "../contract";
import type { Edit } from "./edit";
import { refreshLists } from "./refresh";
import { InboxStore } from "./store";

type OnArrival = (rows: Notification[]) => void;

/**
 * Keeps one workspace's inbox in this tab in step with the server. Hints only raise `#known`; whatever was fetched
 * before that is fetched again. An answer that an edit crossed may have it or not: it is not taken, but asked for again.
 */
export class InboxSync {
  /** What the person does here, shown before it is answered. */
  readonly edits = new PendingEdits<Edit, Count>((edit, answer) => this.#onAnswer(edit, answer));
  /** When the last try to refresh failed; null while all is well. */
  readonly failedAt = new Observable<Date | null>(null);
  readonly #store: InboxStore;
  readonly #onArrival = new Set<OnArrival>();
  #known = 0;
  #isRefreshing = false;
  #otherTabs: BroadcastChannel | undefined;

  constructor(queryClient: QueryClient, ws: string) {
    this.#store = new InboxStore(queryClient, ws);
    this.edits.subscribe(this.#onEdits);
  }

  /** Calls back with unread rows that arrive while the page is open. */
  onArrival(callback: OnArrival): () => void {
    this.#onArrival.add(callback);
    return () => this.#onArrival.delete(callback);
  }

  /** Follows what other tabs of this browser change, and looks out for older answers that overtook newer ones. */
  start(): () => void {
    const channel = new BroadcastChannel(`belfry inbox ${this.#store.ws}`);
    this.#otherTabs = channel;
    channel.onmessage = ({ data }) => typeof data === "number" && this.onHint(data);
    const unsubscribe = this.#store.subscribe(() => this.#catchUp());
    return () => {
      unsubscribe();
      channel.close();
      this.#otherTabs = undefined;
    };
  }

  /** The inbox is said to have reached `seq`. */
  onHint(seq: number): void {
    this.#known = Math.max(this.#known, seq);
    this.#catchUp();
  }

  /** Asks for the count; and for the lists, if it tells of a change. */
  poll = async (): Promise<void> => {
    if (!this.#isEditing) await this.#ask(async () => this.onHint((await this.#store.fetchCount()).seq));
  };

  /** Fetches what is shown again. It stays in view meanwhile, and if that fails. */
  refresh = async (): Promise<void> => {
    if (this.#isRefreshing || this.#isEditing) return;
    this.#isRefreshing = true;
    const isAnswered = await this.#ask(() => this.#fetchLists());
    this.#isRefreshing = false;
    if (isAnswered) this.#catchUp();
  };

  get #isEditing(): boolean {
    return this.edits.get().length > 0;
  }

  #onEdits = (): void => {
    if (this.#isEditing) this.#store.cancel();
    else if (!this.#catchUp()) this.#store.outdate();
  };

  #onAnswer(edit: Edit, answer: Count): void {
    this.#store.fold(edit, answer);
    this.#known = Math.max(this.#known, answer.seq);
    this.#otherTabs?.postMessage(answer.seq);
  }

  /** Answers whether there was anything to catch up with. */
  #catchUp(): boolean {
    const isBehind = this.#store.seqs().some((seq) => seq < this.#known);
    if (isBehind) void this.refresh();
    return isBehind;
  }

  async #fetchLists(): Promise<void> {
    const [known, edits] = [this.#known, this.edits.get()];
    const arrived = await refreshLists(this.#store, () => this.edits.get() !== edits);
    if (!arrived) return;
    // Whatever a hint said: the server's own word, asked for later, is final.
    if (this.#known === known) this.#known = Math.min(known, ...this.#store.seqs());
    if (arrived.length > 0) for (const callback of this.#onArrival) callback(arrived);
  }

  /** Answers whether that succeeded. */
  async #ask(fetch: () => Promise<void>): Promise<boolean> {
    try {
      await fetch();
      this.failedAt.set(null);
      return true;
    } catch (error) {
      if (!(error instanceof CancelledError)) this.failedAt.set(new Date());
      return false;
    }
  }
}
