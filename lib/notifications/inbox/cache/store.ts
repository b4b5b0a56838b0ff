import { hashKey, type Query, type QueryClient } from "@tanstack/react-query";
import type { Count, Notification, Page } from "@/lib/notifications/inbox/contract";
import type { InboxFilter } from "../filters-contract";
import { filterIn, notificationKeys, stateIn, unreadCountQuery } from "../queries";
import { type Edit, editGroup, editInbox, editRow } from "./edit";
import { WHOLE_INBOX } from "./filter";
import { followSeq, type Inbox, newerCount, rowsOf, seqOf } from "./pages";

/** All that is held of an inbox at one moment, to go back to. */
export type Snapshot = readonly (readonly [readonly unknown[], unknown])[];

/** The count, in which an older answer never replaces a newer one. */
export const countQuery = (ws: string) => ({
  ...unreadCountQuery(ws),
  structuralSharing: (known: unknown, next: unknown) => newerCount(known as Count | undefined, next as Count),
});

/** One workspace's notifications in this tab's query cache: lists, groups, single rows and the count, edited as one. */
export class InboxStore {
  readonly #keys: ReturnType<typeof keysOf>;

  constructor(
    private readonly queryClient: QueryClient,
    private readonly ws: string,
  ) {
    this.#keys = keysOf(ws);
  }

  count(): Count | undefined {
    return this.queryClient.getQueryData(this.#keys.count);
  }

  list(filter: InboxFilter): Inbox | undefined {
    return this.queryClient.getQueryData(notificationKeys.list(this.ws, filter));
  }

  /** Lists that must always be true: the one behind the bell, and whatever is on the screen. */
  keptFilters(): InboxFilter[] {
    const bell = hashKey(notificationKeys.list(this.ws, WHOLE_INBOX));
    return this.#lists()
      .filter((query) => query.isActive() || query.queryHash === bell)
      .map(({ queryKey }) => filterIn(queryKey));
  }

  /** Every sequence number that the kept parts were fetched at. */
  seqs(): number[] {
    const all = [this.count()?.seq, ...this.keptFilters().map((filter) => seqOf(this.list(filter)))];
    return all.filter((seq) => seq !== undefined);
  }

  /** A row as it is held here, wherever that is. */
  row(id: string): Notification | undefined {
    const listed = this.#lists().flatMap(({ state }) => rowsOf(state.data));
    return listed.find((row) => row.id === id) ?? this.queryClient.getQueryData(notificationKeys.one(this.ws, id));
  }

  snapshot(): Snapshot {
    const { count, lists, groups, ones } = this.#keys;
    return [count, lists, groups, ones].flatMap((queryKey) => this.queryClient.getQueriesData({ queryKey }));
  }

  restore(snapshot: Snapshot): void {
    for (const [queryKey, data] of snapshot) if (data !== undefined) this.queryClient.setQueryData(queryKey, data);
  }

  /** Applies the edit to everything held. */
  apply(edit: Edit, at: string): void {
    for (const { queryKey } of this.#lists()) {
      const filter = filterIn(queryKey);
      this.update(filter, (inbox) => editInbox(inbox, filter, edit, at));
    }
    for (const [queryKey, page] of this.queryClient.getQueriesData<Page>({ queryKey: this.#keys.groups })) {
      const notifications = page && editGroup(page.notifications, stateIn(queryKey), edit, at);
      if (notifications) this.queryClient.setQueryData(queryKey, { ...page, notifications });
    }
    // A row that is deleted stays in view where it is being read, until the view lets it go.
    const ones = { queryKey: this.#keys.ones };
    this.queryClient.setQueriesData<Notification>(ones, (row) => row && (editRow(row, edit, at) ?? row));
  }

  update(filter: InboxFilter, change: (inbox: Inbox) => Inbox): void {
    this.queryClient.setQueryData<Inbox>(notificationKeys.list(this.ws, filter), (inbox) => inbox && change(inbox));
  }

  takeCount(next: Count): void {
    this.queryClient.setQueryData<Count>(this.#keys.count, (known) => newerCount(known, next));
  }

  shiftCount(by: number): void {
    this.queryClient.setQueryData<Count>(
      this.#keys.count,
      (known) => known && { ...known, count: Math.max(0, known.count + by) },
    );
  }

  followSeq(seq: number): void {
    for (const { queryKey } of this.#lists()) this.update(filterIn(queryKey), (inbox) => followSeq(inbox, seq));
  }

  /** Stops answers on their way that would show the past. What has nothing yet is left to load. */
  async cancel(): Promise<void> {
    const { count, lists, groups, ones } = this.#keys;
    const predicate = ({ state }: Query) => state.data !== undefined;
    await Promise.all(
      [count, lists, groups, ones].map((queryKey) => this.queryClient.cancelQueries({ queryKey, predicate })),
    );
  }

  /** Has lists that are not kept, groups, single rows and traces fetched again: now where they are shown, else when they are. */
  async outdate(what: "rows" | "traces"): Promise<void> {
    const { all, lists, groups, ones } = this.#keys;
    if (what === "rows") {
      const kept = new Set(this.keptFilters().map((filter) => hashKey(notificationKeys.list(this.ws, filter))));
      const predicate = ({ queryHash }: Query) => !kept.has(queryHash);
      await this.queryClient.invalidateQueries({ queryKey: lists, predicate, refetchType: "none" });
      for (const queryKey of [groups, ones]) await this.queryClient.invalidateQueries({ queryKey });
    }
    await this.queryClient.invalidateQueries({ queryKey: [...all, "trace"] });
  }

  #lists(): Query<Inbox, Error, Inbox>[] {
    return this.queryClient.getQueryCache().findAll({ queryKey: this.#keys.lists }) as Query<Inbox, Error, Inbox>[];
  }
}

function keysOf(ws: string) {
  const all = notificationKeys.all(ws);
  return {
    all,
    count: notificationKeys.count(ws),
    lists: notificationKeys.lists(ws),
    groups: [...all, "group"],
    ones: [...all, "one"],
  };
}
