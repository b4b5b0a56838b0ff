import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { replay } from "@/lib/http/pending-edits";
import type { Count, Notification, Page } from "../contract";
import type { InboxFilter } from "../filters-contract";
import { notificationKeys, notificationsQuery } from "../queries";
import { type Change, type Edit, editCount, editInbox, makeEdit, undoOf } from "./edit";
import { rowsOf, stateOf, UNREAD_INBOX, WHOLE_INBOX } from "./lists";
import { InboxStore } from "./store";
import { InboxSync } from "./sync";
import { AT, idOf, row, titles } from "./test-support";

const WS = "north";
const ARCHIVE = { state: "archived", group: true } as const;

/** The server's side: rows and when they changed, and answers that can be held back until the test lets them go. */
const server = {
  rows: [] as Notification[],
  changedAt: new Map<string, number>(),
  seq: 1,
  asked: [] as string[],
  gate: Promise.resolve(),
};
let queryClient: QueryClient;
let sync: InboxSync;
let store: InboxStore;
let stop: () => void;

beforeEach(async () => {
  const rows = [row(3), row(2), row(1)];
  Object.assign(server, { rows, changedAt: new Map(), seq: 1, asked: [], gate: Promise.resolve() });
  vi.stubGlobal("fetch", answer);
  queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const observers = [WHOLE_INBOX, UNREAD_INBOX, ARCHIVE].map((filter) =>
    new InfiniteQueryObserver(queryClient, notificationsQuery(WS, filter)).subscribe(() => {}),
  );
  sync = new InboxSync(queryClient, WS);
  store = new InboxStore(queryClient, WS);
  const stopSync = sync.start();
  stop = () => [stopSync, ...observers].forEach((end) => void end());
  await sync.poll();
  await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0));
  server.asked = [];
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

async function answer(url: string): Promise<Response> {
  server.asked.push(url);
  // What is answered is what was so when it was asked: answers can be late.
  const query = new URL(url, "http://belfry").searchParams;
  const count = counted();
  const listed = server.rows.filter(
    (one) => stateOf(one) === (query.get("state") ?? "inbox") && !(query.get("unread") && one.isRead),
  );
  const page: Page = { notifications: listed, nextCursor: null, unreadCount: count.count, seq: count.seq };
  const since = Number(query.get("since"));
  const ids = [...server.changedAt].filter(([, seq]) => seq > since).map(([id]) => id);
  const changes = server.rows.filter(({ id }) => ids.includes(id));
  const removed = ids.filter((id) => !changes.some((one) => one.id === id));
  const poll = { changes, removed, seq: count.seq, hasMore: false, reload: false, unreadCount: count.count };
  await server.gate;
  return Response.json(url.includes("unread-count") ? count : url.includes("/poll") ? poll : page);
}

const counted = (): Count => ({
  count: server.rows.filter((one) => stateOf(one) === "inbox" && !one.isRead).length,
  seq: server.seq,
});

/** Changes the server's side, as any other tab or producer would. */
function change(to: (rows: Notification[]) => Notification[]): Count {
  const before = server.rows;
  server.rows = to(before);
  server.seq++;
  for (const one of [...before, ...server.rows]) {
    if (before.includes(one) !== server.rows.includes(one)) server.changedAt.set(one.id, server.seq);
  }
  return counted();
}
const making = (n: number, difference: Partial<Notification>) => (rows: Notification[]) =>
  rows.map((one) => (one.id === idOf(n) ? { ...one, ...difference } : one));
const reading = (n: number, isRead = true) => making(n, { isRead });
/** What a person does to one row, as it is shown. */
const editOf = (n: number, change: Change): Edit => {
  const shown = [WHOLE_INBOX, UNREAD_INBOX, ARCHIVE].flatMap((filter) => rowsOf(list(filter)));
  return makeEdit([{ row: shown.find(({ id }) => id === idOf(n)) ?? row(n), whole: false }], change);
};
/** The same, shown before it is answered. */
const edit = (n: number, change: Change): Edit => add(editOf(n, change));
const add = (made: Edit): Edit => {
  sync.edits.add(made);
  return made;
};
/** Holds every answer back. Answers how to let them go. */
function hold(): () => void {
  let release = () => {};
  server.gate = new Promise((resolve) => {
    release = resolve;
  });
  return () => release();
}
const list = (filter: InboxFilter) =>
  replay(store.list(filter), sync.edits.get(), (inbox, made) => editInbox(inbox, filter, made));
const shown = (filter: InboxFilter) => titles(list(filter));
const unread = () => replay(store.count()?.count, sync.edits.get(), editCount);

test("a hint of something new has it fetched, announced, and put on top", async () => {
  const arrived = vi.fn();
  sync.onArrival(arrived);
  const { seq } = change((rows) => [row(4), ...rows]);
  sync.onHint(seq);
  await vi.waitFor(() => expect(shown(WHOLE_INBOX)).toEqual(["Number 4", "Number 3", "Number 2", "Number 1"]));
  expect(store.count()).toEqual({ count: 4, seq });
  expect(arrived.mock.calls.map(([rows]) => rows.map(({ title }: Notification) => title))).toEqual([["Number 4"]]);
});

test("a hint of something known already asks nothing", async () => {
  sync.onHint(server.seq);
  sync.onHint(0);
  await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0));
  expect(server.asked).toEqual([]);
});

test("what was read elsewhere stays in the unread list, as read", async () => {
  sync.onHint(change(reading(2)).seq);
  await vi.waitFor(() => expect(shown(UNREAD_INBOX)).toEqual(["Number 3", "(Number 2)", "Number 1"]));
  expect(shown(WHOLE_INBOX)).toEqual(["Number 3", "(Number 2)", "Number 1"]);
});

test("an edit is seen in every list and the count before it is answered, and asks for nothing afterwards", async () => {
  const done = edit(2, { read: true });
  expect([shown(WHOLE_INBOX), shown(UNREAD_INBOX)]).toEqual(Array(2).fill(["Number 3", "(Number 2)", "Number 1"]));
  expect(unread()).toBe(2);
  const notified = change(reading(2));
  sync.edits.commit(done, notified);
  sync.onHint(notified.seq);
  expect(store.count()).toEqual(notified);
  expect(server.asked).toEqual([]);
});

test("an edit that fails is taken back, row by row", async () => {
  const done = add(makeEdit("all", { read: true }));
  expect(unread()).toBe(0);
  sync.edits.revert(done);
  expect(unread()).toBe(3);
  expect(shown(WHOLE_INBOX)).toEqual(["Number 3", "Number 2", "Number 1"]);
});

test("an answer that set out before an edit does not undo it", async () => {
  const release = hold();
  sync.onHint(change((rows) => [row(4), ...rows]).seq);
  await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(0));
  const done = edit(3, { read: true });
  release();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(shown(WHOLE_INBOX)).toEqual(["(Number 3)", "Number 2", "Number 1"]);
  sync.edits.commit(done, change(reading(3)));
  await vi.waitFor(() => expect(shown(WHOLE_INBOX)).toEqual(["Number 4", "(Number 3)", "Number 2", "Number 1"]));
});

test("the answer to a first edit does not undo a second one of the same row", async () => {
  const first = edit(2, { read: true });
  const second = edit(2, { read: false });
  sync.edits.commit(first, change(reading(2)));
  expect(shown(WHOLE_INBOX)).toEqual(["Number 3", "Number 2", "Number 1"]);
  expect(unread()).toBe(3);
  const notified = change(reading(2, false));
  sync.edits.commit(second, notified);
  expect(shown(WHOLE_INBOX)).toEqual(["Number 3", "Number 2", "Number 1"]);
  expect(store.count()).toEqual(notified);
});

test("what arrived between two edits is fetched, though the edit's answer is newer", async () => {
  const done = edit(1, { read: true });
  change((rows) => [row(4), ...rows]);
  sync.edits.commit(done, change(reading(1)));
  await vi.waitFor(() => expect(shown(WHOLE_INBOX)).toEqual(["Number 4", "Number 3", "Number 2", "(Number 1)"]));
});

test("a refresh that fails keeps what is shown, says so, and recovers", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  await sync.refresh();
  expect(sync.failedAt.get()).toBeInstanceOf(Date);
  expect(shown(WHOLE_INBOX)).toHaveLength(3);
  vi.stubGlobal("fetch", answer);
  await sync.poll();
  expect(sync.failedAt.get()).toBeNull();
});

test("an older answer put into the cache from elsewhere is noticed and replaced", async () => {
  const old = queryClient.getQueryData(notificationKeys.list(WS, WHOLE_INBOX));
  sync.onHint(change((rows) => [row(4), ...rows]).seq);
  await vi.waitFor(() => expect(shown(WHOLE_INBOX)).toHaveLength(4));
  queryClient.setQueryData(notificationKeys.list(WS, WHOLE_INBOX), old);
  await vi.waitFor(() => expect(shown(WHOLE_INBOX)).toHaveLength(4));
});

test("another tab of the same browser follows", async () => {
  const notified = change(reading(1));
  const other = new BroadcastChannel(`belfry inbox ${WS}`);
  other.postMessage(notified.seq);
  await vi.waitFor(() => expect(store.count()).toEqual(notified));
  other.close();
});

test("what leaves the unread list elsewhere for another place than the read is gone at once", async () => {
  change(reading(3));
  change(making(2, { archivedAt: AT }));
  sync.onHint(change((rows) => rows.filter(({ id }) => id !== idOf(1))).seq);
  await vi.waitFor(() => expect(shown(UNREAD_INBOX)).toEqual(["(Number 3)"]));
  expect(shown(WHOLE_INBOX)).toEqual(["(Number 3)"]);
  expect(shown(ARCHIVE)).toEqual(["Number 2"]);
});

describe("edits", () => {
  test("of every kind are shown in every list and the count at once", async () => {
    edit(3, { archived: true });
    edit(2, { snoozedUntil: AT });
    expect([shown(WHOLE_INBOX), shown(UNREAD_INBOX), shown(ARCHIVE)]).toEqual([
      ["Number 1"],
      ["Number 1"],
      ["Number 3"],
    ]);
    expect(unread()).toBe(1);
  });

  test("that fail are taken back exactly, and what was done since holds", async () => {
    const first = edit(3, { archived: true });
    const second = edit(2, { deleted: true });
    sync.edits.revert(first);
    expect([shown(WHOLE_INBOX), shown(ARCHIVE)]).toEqual([["Number 3", "Number 1"], []]);
    expect(unread()).toBe(2);
    sync.edits.revert(second);
    expect(shown(UNREAD_INBOX)).toEqual(["Number 3", "Number 2", "Number 1"]);
    expect(store.count()).toEqual(counted());
  });

  test("that are taken back before they are answered leave everything as it was", async () => {
    const done = edit(2, { archived: true });
    const undone = add(undoOf(done));
    expect([shown(WHOLE_INBOX), shown(ARCHIVE)]).toEqual([["Number 3", "Number 2", "Number 1"], []]);
    expect(unread()).toBe(3);
    sync.edits.commit(done, change(making(2, { archivedAt: AT })));
    const notified = change(making(2, { archivedAt: null }));
    sync.edits.commit(undone, notified);
    await vi.waitFor(() => expect(store.seqs().every((seq) => seq === notified.seq)).toBe(true));
    expect(server.asked.length).toBeGreaterThan(0);
    expect([shown(WHOLE_INBOX), shown(ARCHIVE), store.count()]).toEqual([
      ["Number 3", "Number 2", "Number 1"],
      [],
      notified,
    ]);
  });

  test("answered out of order end as they were made, of one row, too", async () => {
    const [first, second, third] = [edit(2, { read: true }), edit(2, { read: false }), edit(1, { read: true })];
    const answers = [reading(2), reading(2, false), reading(1)].map((made) => change(made));
    for (const [i, made] of [third, second, first].entries()) {
      expect([shown(WHOLE_INBOX), unread()]).toEqual([["Number 3", "Number 2", "(Number 1)"], 2]);
      sync.edits.commit(made, answers[2 - i] as Count);
    }
    expect([shown(WHOLE_INBOX), store.count()]).toEqual([["Number 3", "Number 2", "(Number 1)"], answers[2]]);
    expect(server.asked).toEqual([]);
  });

  test("of a row of which one is refused lose that one alone", async () => {
    const [first, second, third] = [edit(2, { read: true }), edit(2, { archived: true }), edit(3, { read: true })];
    const answers = [reading(2), reading(3)].map((made) => change(made));
    sync.edits.commit(third, answers[1] as Count);
    sync.edits.revert(second);
    expect([shown(WHOLE_INBOX), shown(ARCHIVE)]).toEqual([["(Number 3)", "(Number 2)", "Number 1"], []]);
    expect(unread()).toBe(1);
    sync.edits.commit(first, answers[0] as Count);
    expect([shown(WHOLE_INBOX), store.count()]).toEqual([["(Number 3)", "(Number 2)", "Number 1"], answers[1]]);
  });

  test("show in a list that is loaded while they are under way, and once they are answered", async () => {
    const done = edit(2, { archived: true });
    const system = { state: "archived", category: ["system"] } satisfies InboxFilter;
    const observer = new InfiniteQueryObserver(queryClient, notificationsQuery(WS, system));
    const leave = observer.subscribe(() => {});
    await vi.waitFor(() => expect(shown(system)).toEqual(["Number 2"]));
    sync.edits.commit(done, change(making(2, { archivedAt: AT })));
    expect(shown(system)).toEqual(["Number 2"]);
    leave();
  });

  test("that an answer has already are not made in it twice", async () => {
    const head = row(2, { group: { id: idOf(900), count: 3, unread: 3 } });
    server.rows = [row(3), head, row(1)];
    await sync.refresh();
    const done = add(makeEdit([{ row: row(0, { group: head.group }), whole: false }], { archived: true }));
    const notified = change(making(2, { group: { id: idOf(900), count: 2, unread: 2 } }));
    const observer = new InfiniteQueryObserver(queryClient, notificationsQuery(WS, { category: ["system"] }));
    const leave = observer.subscribe(() => {});
    await vi.waitFor(() => expect(store.list({ category: ["system"] })).toBeDefined());
    sync.edits.commit(done, notified);
    for (const filter of [WHOLE_INBOX, { category: ["system"] } satisfies InboxFilter]) {
      expect(rowsOf(list(filter)).find(({ group }) => group)?.group).toMatchObject({ count: 2, unread: 2 });
    }
    leave();
  });

  test("hold against an answer that set out before and comes after them", async () => {
    const observer = new InfiniteQueryObserver(queryClient, notificationsQuery(WS, WHOLE_INBOX));
    const leave = observer.subscribe(() => {});
    const release = hold();
    const done = edit(3, { archived: true });
    void observer.refetch();
    await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(0));
    sync.edits.commit(done, change(making(3, { archivedAt: AT })));
    const seen = new Set<string>();
    const stopLooking = store.subscribe(() => seen.add(shown(WHOLE_INBOX).join()));
    release();
    await sync.refresh();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([...seen]).toEqual(["Number 2,Number 1"]);
    stopLooking();
    leave();
  });

  test("that a count has already are not counted twice", async () => {
    const notified = change(reading(3));
    const release = hold();
    void sync.poll();
    const done = edit(3, { read: true });
    release();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(unread()).toBe(2);
    sync.edits.commit(done, notified);
    expect(store.count()).toEqual(notified);
  });
});

test("a list that comes back into view catches up with what changed meanwhile", async () => {
  const system = { category: ["system"] } satisfies InboxFilter;
  const look = () =>
    new InfiniteQueryObserver(queryClient, { ...notificationsQuery(WS, system), staleTime: Number.POSITIVE_INFINITY });
  const leave = look().subscribe(() => {});
  await vi.waitFor(() => expect(shown(system)).toHaveLength(3));
  leave();
  sync.onHint(change((rows) => [row(4), ...rows]).seq);
  await vi.waitFor(() => expect(shown(WHOLE_INBOX)).toHaveLength(4));
  expect(shown(system)).toHaveLength(3);
  const leaveAgain = look().subscribe(() => {});
  await vi.waitFor(() => expect(shown(system)).toHaveLength(4));
  leaveAgain();
});
