import { CancelledError, type QueryClient } from "@tanstack/react-query";
import { arrivals, type Edit, editRow, refreshInbox, rowsOf } from "./cache";
import type { Count, Notification, Page } from "./contract";
import { type Filter, notificationKeys } from "./queries";
import { reloadPages } from "./reload";
import { countQuery, InboxStore } from "./store";

/** What an edit has changed here, for taking it back. */
export interface Done {
  edit: Edit;
  flipped: Notification[];
  countBy: number;
}

/**
 * Keeps one workspace's inbox in this tab in step with the server. Hints only raise `#known`; whatever was fetched
 * before that is fetched again. While an edit of ours is under way, nothing that may predate it takes its place.
 */
export class InboxSync {
  readonly #store: InboxStore;
  #known = 0;
  #editsBegun = 0;
  /** Edits the server has not answered yet, in order. `#editsBegun` counts those, too, that are still being applied. */
  #unanswered: Done[] = [];
  #editsEver = 0;
  #isRefreshing = false;
  #failedAt: Date | null = null;
  #watchers = new Set<() => void>();
  #greeters = new Set<(rows: Notification[]) => void>();
  #otherTabs: BroadcastChannel | undefined;

  constructor(
    private readonly queryClient: QueryClient,
    private readonly ws: string,
  ) {
    this.#store = new InboxStore(queryClient, ws);
  }

  /** When the last try to refresh failed; null while all is well. */
  getFailedAt = (): Date | null => this.#failedAt;

  /** Calls back when `getFailedAt` changes. */
  watch = (onChange: () => void): (() => void) => {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  };

  /** Calls back with unread rows that arrive while the page is open. */
  greet(onArrival: (rows: Notification[]) => void): () => void {
    this.#greeters.add(onArrival);
    return () => this.#greeters.delete(onArrival);
  }

  /** Hears what other tabs of this browser change, and looks out for older answers that overtook newer ones. */
  start(): () => void {
    const channel = new BroadcastChannel(`belfry inbox ${this.ws}`);
    this.#otherTabs = channel;
    channel.onmessage = ({ data }) => typeof data === "number" && this.heard(data);
    const own = notificationKeys.all(this.ws);
    const unsubscribe = this.queryClient.getQueryCache().subscribe(({ type, query }) => {
      if (type === "updated" && own.every((part, i) => query.queryKey[i] === part)) this.#catchUp();
    });
    return () => {
      unsubscribe();
      channel.close();
      this.#otherTabs = undefined;
    };
  }

  /** The inbox is said to have reached `seq`. */
  heard(seq: number): void {
    this.#known = Math.max(this.#known, seq);
    this.#catchUp();
  }

  /** Asks for the count; and for the lists, if it tells of a change. */
  poll = async (): Promise<void> => {
    if (this.#editsBegun > 0) return;
    try {
      const count = await this.queryClient.fetchQuery({ ...countQuery(this.ws), staleTime: 0, retry: false });
      this.#report(null);
      this.heard(count.seq);
    } catch (error) {
      if (!(error instanceof CancelledError)) this.#report(new Date());
    }
  };

  /** Shows an edit before the server has heard of it. */
  async begin(edit: Edit): Promise<Done> {
    this.#editsBegun++;
    this.#editsEver++;
    await this.#store.cancel();
    const at = new Date().toISOString();
    const flipped = this.#store.rows().filter((row) => editRow(row, edit, at) !== row);
    const unread = this.#store.count()?.count ?? 0;
    const countBy = edit.ids === "all" ? -unread : edit.read ? -flipped.length : flipped.length;
    this.#store.apply(edit, flipped, at);
    this.#store.shiftCount(countBy);
    const done = { edit, flipped, countBy };
    this.#unanswered.push(done);
    return done;
  }

  /** The server agrees. Its count is taken, unless further edits have moved ours on. */
  commit(done: Done, answer: Count): void {
    this.#answered(done, done.edit);
    this.#store.followSeq(answer.seq);
    if (this.#editsBegun === 1) this.#store.takeCount(answer);
    this.#known = Math.max(this.#known, answer.seq);
    this.#otherTabs?.postMessage(answer.seq);
  }

  /** The server does not: everything as it was. */
  revert(done: Done): void {
    this.#answered(done, { ids: done.flipped.map(({ id }) => id), read: !done.edit.read });
    this.#store.shiftCount(-done.countBy);
  }

  /** After either. */
  settle(): void {
    this.#editsBegun--;
    if (this.#editsBegun > 0) return;
    void this.#store.outdate("traces");
    this.#catchUp();
  }

  /** Fetches what is shown again. It stays in view meanwhile, and if that fails. */
  refresh = async (): Promise<void> => {
    if (this.#isRefreshing || this.#editsBegun > 0) return;
    this.#isRefreshing = true;
    const asked = this.#known;
    try {
      const isTaken = await this.#fetchAll();
      // Whatever a hint said: the server's own word, asked for later, is final.
      if (isTaken && this.#known === asked) this.#known = Math.min(asked, ...this.#store.seqs());
      this.#report(null);
    } catch (error) {
      if (!(error instanceof CancelledError)) this.#report(new Date());
      this.#isRefreshing = false;
      return;
    }
    this.#isRefreshing = false;
    this.#catchUp();
  };

  /** Applies the outcome of one edit, and again those made after it, which still hold. */
  #answered(done: Done, outcome: Edit): void {
    const at = new Date().toISOString();
    this.#unanswered = this.#unanswered.filter((other) => other !== done);
    this.#store.apply(outcome, done.flipped, at);
    for (const { edit, flipped } of this.#unanswered) this.#store.apply(edit, flipped, at);
  }

  #catchUp(): void {
    if (this.#store.seqs().some((seq) => seq < this.#known)) void this.refresh();
  }

  /** Answers whether it was taken: not if an edit came in between. */
  async #fetchAll(): Promise<boolean> {
    const edits = this.#editsEver;
    const kept = this.#store.keptFilters();
    if (kept.length === 0) {
      await this.queryClient.fetchQuery({ ...countQuery(this.ws), staleTime: 0, retry: false });
    }
    const fetched = await Promise.all(
      kept.map((filter) => reloadPages(this.ws, filter, rowsOf(this.#store.list(filter)).length)),
    );
    await this.#store.cancel(kept);
    if (edits !== this.#editsEver) return false;
    kept.forEach((filter, i) => {
      this.#take(filter, fetched[i] ?? []);
    });
    await this.#store.outdate("rows");
    return true;
  }

  #take(filter: Filter, pages: Page[]): void {
    const before = this.#store.list(filter);
    const [first] = pages;
    if (!before || !first) return;
    this.#store.update(filter, (inbox) => refreshInbox(inbox, pages, filter, new Date().toISOString()));
    this.#store.takeCount({ count: first.unreadCount, seq: first.seq });
    const after = this.#store.list(filter);
    const fresh = filter === "all" && after ? arrivals(before, after) : [];
    if (fresh.length > 0) for (const onArrival of this.#greeters) onArrival(fresh);
  }

  #report(failedAt: Date | null): void {
    if (failedAt === this.#failedAt) return;
    this.#failedAt = failedAt;
    for (const onChange of this.#watchers) onChange();
  }
}

const syncs = new WeakMap<QueryClient, Map<string, InboxSync>>();

/** The one that keeps this workspace in this cache. */
export function inboxSync(queryClient: QueryClient, ws: string): InboxSync {
  const ofClient = syncs.get(queryClient) ?? new Map<string, InboxSync>();
  syncs.set(queryClient, ofClient);
  const sync = ofClient.get(ws) ?? new InboxSync(queryClient, ws);
  ofClient.set(ws, sync);
  return sync;
}
