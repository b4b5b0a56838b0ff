import { hashKey, type Query, type QueryClient } from "@tanstack/react-query";
import type { Count, Notification, Page } from "../contract";
import type { InboxFilter } from "../filters-contract";
import { filterIn, notificationKeys, stateIn, unreadCountQuery } from "../queries";
import { type Edit, editGroup, editInbox, editRow, isGuess } from "./edit";
import { followSeq, type Inbox, newerCount, seqOf, WHOLE_INBOX } from "./lists";

export interface Listed {
  filter: InboxFilter;
  inbox: Inbox;
}

/** The count, in which an older answer never replaces a newer one. */
export const countQuery = (ws: string) => ({
  ...unreadCountQuery(ws),
  structuralSharing: (known: unknown, next: unknown) => newerCount(known as Count | undefined, next as Count),
});

/** What was fetched of one workspace's notifications, in this tab's query cache: lists, groups, single rows and the count. */
export class InboxStore {
  constructor(
    private readonly queryClient: QueryClient,
    readonly ws: string,
  ) {}

  /** Calls back when any of it has changed, or comes into view: it may be older than what is known by now. */
  subscribe(callback: () => void): () => void {
    const own = notificationKeys.all(this.ws);
    return this.queryClient.getQueryCache().subscribe(({ type, query }) => {
      const isOfInterest = type === "updated" || type === "observerAdded";
      if (isOfInterest && own.every((part, i) => query.queryKey[i] === part)) callback();
    });
  }

  count(): Count | undefined {
    return this.queryClient.getQueryData(notificationKeys.count(this.ws));
  }

  fetchCount(): Promise<Count> {
    return this.queryClient.fetchQuery({ ...countQuery(this.ws), staleTime: 0, retry: false });
  }

  list(filter: InboxFilter): Inbox | undefined {
    return this.queryClient.getQueryData(notificationKeys.list(this.ws, filter));
  }

  /** Lists that must always be true: the one behind the bell, and whatever is on the screen. */
  keptLists(): Listed[] {
    const bell = hashKey(notificationKeys.list(this.ws, WHOLE_INBOX));
    return this.#lists().flatMap((query) => {
      const { data: inbox } = query.state;
      const isKept = query.isActive() || query.queryHash === bell;
      return isKept && inbox ? { filter: filterIn(query.queryKey), inbox } : [];
    });
  }

  /** Every sequence number that the kept parts were fetched at. */
  seqs(): number[] {
    const all = [this.count()?.seq, ...this.keptLists().map(({ inbox }) => seqOf(inbox))];
    return all.filter((seq) => seq !== undefined);
  }

  /** A list fetched again, and the count that came with it. */
  setList(filter: InboxFilter, inbox: Inbox): void {
    this.queryClient.setQueryData<Inbox>(notificationKeys.list(this.ws, filter), (known) => known && inbox);
    const [first] = inbox.pages;
    if (first) this.#setCount({ count: first.unreadCount, seq: first.seq });
  }

  /** Writes an edit that the server has made, as its change `seq`, into everything that was fetched before that. */
  fold(edit: Edit, { count, seq }: Count): void {
    this.cancel();
    for (const { queryKey, state } of this.#lists()) {
      if (!state.data || (seqOf(state.data) ?? 0) >= seq) continue;
      const inbox = editInbox(state.data, filterIn(queryKey), edit);
      // What is only guessed stays as old as it was, and so is fetched.
      this.queryClient.setQueryData(queryKey, isGuess(edit) ? inbox : followSeq(inbox, seq));
    }
    const groups = { queryKey: notificationKeys.ofKind(this.ws, "group") };
    for (const [queryKey, page] of this.queryClient.getQueriesData<Page>(groups)) {
      if (!page || page.seq >= seq) continue;
      const notifications = editGroup(page.notifications, stateIn(queryKey), edit);
      this.queryClient.setQueryData(queryKey, { ...page, notifications });
    }
    // A row that is deleted stays in view where it is being read, until the view lets it go.
    const ones = { queryKey: notificationKeys.ofKind(this.ws, "one") };
    this.queryClient.setQueriesData<Notification>(ones, (row) => row && (editRow(row, edit) ?? row));
    this.#setCount({ count, seq });
  }

  /** Stops answers on their way that may show the past. What has nothing yet is left to load. */
  cancel(): void {
    const predicate = ({ state }: Query) => state.data !== undefined;
    for (const kind of ["count", "list", "group", "one"] as const) {
      void this.queryClient.cancelQueries({ queryKey: notificationKeys.ofKind(this.ws, kind), predicate });
    }
  }

  /** Has groups, single rows and traces fetched again: now where they are shown, else when they are. */
  outdate(): void {
    for (const kind of ["group", "one", "trace"] as const) {
      void this.queryClient.invalidateQueries({ queryKey: notificationKeys.ofKind(this.ws, kind) });
    }
  }

  #setCount(next: Count): void {
    this.queryClient.setQueryData<Count>(notificationKeys.count(this.ws), (known) => newerCount(known, next));
  }

  #lists(): Query<Inbox, Error, Inbox>[] {
    const queryKey = notificationKeys.ofKind(this.ws, "list");
    return this.queryClient.getQueryCache().findAll({ queryKey }) as Query<Inbox, Error, Inbox>[];
  }
}
