import { CancelledError, type QueryClient } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import type { Notification, Page } from "@/lib/notifications/inbox/contract";
import * as api from "@/lib/notifications/inbox/operations";
import type { InboxFilter } from "../filters-contract";
import { notificationKeys, PAGE_ROWS } from "../queries";
import { listQuery } from "./filter";
import { arrivals, type Changes, refreshInbox, rowsOf, seqOf } from "./pages";
import { PendingEdits } from "./pending";
import { countQuery, InboxStore } from "./store";

const MAX_ROWS = 100;

/**
 * Keeps one workspace's inbox in this tab in step with the server. Hints only raise `#known`; whatever was fetched
 * before that is fetched again. While an edit of ours is under way, nothing that may predate it takes its place.
 */
export class InboxSync {
  /** What the person does here, shown before it is answered. */
  readonly steps: PendingEdits;
  readonly #store: InboxStore;
  #known = 0;
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
    this.steps = new PendingEdits(this.#store, this.#answered, this.#settled);
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
    if (this.steps.areUnderWay) return;
    try {
      const count = await this.queryClient.fetchQuery({ ...countQuery(this.ws), staleTime: 0, retry: false });
      this.#report(null);
      this.heard(count.seq);
    } catch (error) {
      if (!(error instanceof CancelledError)) this.#report(new Date());
    }
  };

  /** Fetches what is shown again. It stays in view meanwhile, and if that fails. */
  refresh = async (): Promise<void> => {
    if (this.#isRefreshing || this.steps.areUnderWay) return;
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

  #answered = (seq: number): void => {
    this.#known = Math.max(this.#known, seq);
    this.#otherTabs?.postMessage(seq);
  };

  #settled = (): void => {
    void this.#store.outdate("traces");
    this.#catchUp();
  };

  #catchUp(): void {
    if (this.#store.seqs().some((seq) => seq < this.#known)) void this.refresh();
  }

  /** Answers whether it was taken: not if an edit came in between. */
  async #fetchAll(): Promise<boolean> {
    const ever = this.steps.ever;
    const kept = this.#store.keptFilters();
    if (kept.length === 0) {
      await this.queryClient.fetchQuery({ ...countQuery(this.ws), staleTime: 0, retry: false });
    }
    const [changes, ...fetched] = await Promise.all([
      this.#fetchChanges(kept),
      ...kept.map((filter) => this.#fetchLoaded(filter)),
    ]);
    await this.#store.cancel();
    if (ever !== this.steps.ever) return false;
    kept.forEach((filter, i) => {
      this.#take(filter, fetched[i] ?? [], changes);
    });
    await this.#store.outdate("rows");
    return true;
  }

  /** What became of rows that have left a list; asked only where that matters. */
  async #fetchChanges(kept: InboxFilter[]): Promise<Changes | null> {
    const lists = kept.filter(({ unread }) => unread).map((filter) => seqOf(this.#store.list(filter)));
    if (lists.length === 0) return null;
    const since = Math.min(...lists.map((seq) => seq ?? 0));
    const { changes, removed, hasMore, reload } = await call(api.pollNotifications, { ws: this.ws, since });
    if (hasMore || reload) return null;
    return { changed: new Map(changes.map((row) => [row.id, row])), removed: new Set(removed) };
  }

  /** As many rows from the top as the list holds now, in as few answers as can be. */
  async #fetchLoaded(filter: InboxFilter): Promise<Page[]> {
    const wanted = rowsOf(this.#store.list(filter)).length;
    const pages: Page[] = [];
    let got = 0;
    let cursor: string | undefined;
    do {
      const limit = Math.min(MAX_ROWS, Math.max(PAGE_ROWS, wanted - got));
      const page: Page = await call(api.listNotifications, { ws: this.ws, limit, ...listQuery(filter), cursor });
      pages.push(page);
      got += page.notifications.length;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && got < wanted);
    return pages;
  }

  #take(filter: InboxFilter, pages: Page[], changes: Changes | null): void {
    const before = this.#store.list(filter);
    const [first] = pages;
    if (!before || !first) return;
    this.#store.update(filter, (inbox) => refreshInbox(inbox, pages, filter, changes));
    this.#store.takeCount({ count: first.unreadCount, seq: first.seq });
    const after = this.#store.list(filter);
    const isWhole = Object.keys(filter).every((key) => key === "group");
    const fresh = isWhole && after ? arrivals(before, after) : [];
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
