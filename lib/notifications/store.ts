import type { QueryClient } from "@tanstack/react-query";
import { type Edit, editInbox, editRow, followSeq, type Inbox, insertRow, newerCount, rowsOf, seqOf } from "./cache";
import type { Count, Notification } from "./contract";
import { type Filter, notificationKeys, unreadCountQuery } from "./queries";

export const FILTERS: Filter[] = ["all", "unread"];

/** The count, in which an older answer never replaces a newer one. */
export const countQuery = (ws: string) => ({
  ...unreadCountQuery(ws),
  structuralSharing: (known: unknown, next: unknown) => newerCount(known as Count | undefined, next as Count),
});

/** One workspace's notifications in this tab's query cache: its two lists, single rows and the count, edited as one. */
export class InboxStore {
  constructor(
    private readonly queryClient: QueryClient,
    private readonly ws: string,
  ) {}

  count(): Count | undefined {
    return this.queryClient.getQueryData(notificationKeys.count(this.ws));
  }

  list(filter: Filter): Inbox | undefined {
    return this.queryClient.getQueryData(notificationKeys.list(this.ws, filter));
  }

  /** Lists that must always be true: the one behind the bell, and whatever is on the screen. */
  keptFilters(): Filter[] {
    return FILTERS.filter((filter) => this.list(filter) && (filter === "all" || this.#query(filter)?.isActive()));
  }

  /** Every sequence number that the kept parts were fetched at. */
  seqs(): number[] {
    const all = [this.count()?.seq, ...this.keptFilters().map((filter) => seqOf(this.list(filter)))];
    return all.filter((seq) => seq !== undefined);
  }

  /** Every row held, each once. */
  rows(): Notification[] {
    const singles = this.queryClient
      .getQueriesData<Notification>({ queryKey: this.#oneKey() })
      .flatMap(([, row]) => row ?? []);
    const listed = FILTERS.flatMap((filter) => rowsOf(this.list(filter)));
    return [...new Map([...singles, ...listed].map((row) => [row.id, row])).values()];
  }

  /** Applies the edit everywhere. A row that became unread joins the unread list. */
  apply(edit: Edit, flipped: Notification[], at: string): void {
    for (const filter of FILTERS) this.update(filter, (inbox) => editInbox(inbox, edit, at));
    if (!edit.read) {
      for (const row of flipped) this.update("unread", (inbox) => insertRow(inbox, editRow(row, edit, at)));
    }
    this.queryClient.setQueriesData<Notification>({ queryKey: this.#oneKey() }, (row) => row && editRow(row, edit, at));
  }

  update(filter: Filter, change: (inbox: Inbox) => Inbox): void {
    this.queryClient.setQueryData<Inbox>(notificationKeys.list(this.ws, filter), (inbox) => inbox && change(inbox));
  }

  takeCount(next: Count): void {
    this.queryClient.setQueryData<Count>(notificationKeys.count(this.ws), (known) => newerCount(known, next));
  }

  shiftCount(by: number): void {
    this.queryClient.setQueryData<Count>(
      notificationKeys.count(this.ws),
      (known) => known && { ...known, count: Math.max(0, known.count + by) },
    );
  }

  followSeq(seq: number): void {
    for (const filter of FILTERS) this.update(filter, (inbox) => followSeq(inbox, seq));
  }

  /** Stops answers on their way that would show the past. Lists without anything yet are left to load. */
  async cancel(filters: Filter[] = FILTERS): Promise<void> {
    const keys = [notificationKeys.count(this.ws), ...filters.map((filter) => notificationKeys.list(this.ws, filter))];
    await Promise.all(
      keys.map((queryKey) =>
        this.queryClient.cancelQueries({ queryKey, exact: true, predicate: ({ state }) => state.data !== undefined }),
      ),
    );
  }

  /** Has lists that are not kept, single rows and traces fetched again: now where they are shown, else when they are. */
  async outdate(what: "rows" | "traces"): Promise<void> {
    const base = notificationKeys.all(this.ws);
    const quiet = FILTERS.filter((filter) => this.list(filter) && !this.keptFilters().includes(filter));
    if (what === "rows") {
      for (const filter of quiet) {
        const queryKey = notificationKeys.list(this.ws, filter);
        await this.queryClient.invalidateQueries({ queryKey, refetchType: "none" });
      }
      await this.queryClient.invalidateQueries({ queryKey: this.#oneKey() });
    }
    await this.queryClient.invalidateQueries({ queryKey: [...base, "trace"] });
  }

  #query(filter: Filter) {
    return this.queryClient.getQueryCache().find({ queryKey: notificationKeys.list(this.ws, filter), exact: true });
  }

  #oneKey() {
    return [...notificationKeys.all(this.ws), "one"];
  }
}
