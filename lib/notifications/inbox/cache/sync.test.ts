import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Count, Notification, Page } from "@/lib/notifications/inbox/contract";
import { notificationKeys, notificationsQuery } from "../queries";
import type { Change } from "./edit";
import { stateOf, UNREAD_INBOX, WHOLE_INBOX } from "./filter";
import type { PendingEdit } from "./pending";
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
/** What a person does to one row, and how the server answers it. */
const stepOn = (n: number, edit: Change): PendingEdit => ({
  edit: { targets: [{ row: store.row(idOf(n)) ?? row(n), whole: false }], change: edit },
});
const sent = (count: Count, ...changed: number[]) => ({ ...count, changed: changed.map(idOf), before: [] });
/** Holds every answer back. Answers how to let them go. */
function hold(): () => void {
  let release = () => {};
  server.gate = new Promise((resolve) => {
    release = resolve;
  });
  return () => release();
}
const shown = (filter: object) => titles(store.list(filter));

test("a hint of something new has it fetched, greeted, and put on top", async () => {
  const greeted = vi.fn();
  sync.greet(greeted);
  const { seq } = change((rows) => [row(4), ...rows]);
  sync.heard(seq);
  await vi.waitFor(() => expect(shown(WHOLE_INBOX)).toEqual(["Number 4", "Number 3", "Number 2", "Number 1"]));
  expect(store.count()).toEqual({ count: 4, seq });
  expect(greeted.mock.calls.map(([rows]) => rows.map(({ title }: Notification) => title))).toEqual([["Number 4"]]);
});

test("a hint of something known already asks nothing", async () => {
  sync.heard(server.seq);
  sync.heard(0);
  await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0));
  expect(server.asked).toEqual([]);
});

test("what was read elsewhere stays in the unread list, as read", async () => {
  sync.heard(change(reading(2)).seq);
  await vi.waitFor(() => expect(shown(UNREAD_INBOX)).toEqual(["Number 3", "(Number 2)", "Number 1"]));
  expect(shown(WHOLE_INBOX)).toEqual(["Number 3", "(Number 2)", "Number 1"]);
});

test("an edit is seen in every list and the count before it is answered, and asks for nothing afterwards", async () => {
  const done = await sync.steps.begin(stepOn(2, { read: true }));
  expect([shown(WHOLE_INBOX), shown(UNREAD_INBOX)]).toEqual(Array(2).fill(["Number 3", "(Number 2)", "Number 1"]));
  expect(store.count()?.count).toBe(2);
  const notified = change(reading(2));
  sync.steps.commit(done, sent(notified));
  sync.steps.settle();
  sync.heard(notified.seq);
  expect(store.count()).toEqual(notified);
  expect(server.asked).toEqual([]);
});

test("an edit that fails is taken back, row by row", async () => {
  const done = await sync.steps.begin({ edit: { targets: "all", change: { read: true } } });
  expect(store.count()?.count).toBe(0);
  sync.steps.revert(done);
  sync.steps.settle();
  expect(store.count()?.count).toBe(3);
  expect(shown(WHOLE_INBOX)).toEqual(["Number 3", "Number 2", "Number 1"]);
});

test("an answer that set out before an edit does not undo it", async () => {
  const release = hold();
  sync.heard(change((rows) => [row(4), ...rows]).seq);
  await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(0));
  const done = await sync.steps.begin(stepOn(3, { read: true }));
  release();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(shown(WHOLE_INBOX)).toEqual(["(Number 3)", "Number 2", "Number 1"]);
  sync.steps.commit(done, sent(change(reading(3))));
  sync.steps.settle();
  await vi.waitFor(() => expect(shown(WHOLE_INBOX)).toEqual(["Number 4", "(Number 3)", "Number 2", "Number 1"]));
});

test("the answer to a first edit does not undo a second one of the same row", async () => {
  const first = await sync.steps.begin(stepOn(2, { read: true }));
  const second = await sync.steps.begin(stepOn(2, { read: false }));
  sync.steps.commit(first, sent(change(reading(2))));
  sync.steps.settle();
  expect(shown(WHOLE_INBOX)).toEqual(["Number 3", "Number 2", "Number 1"]);
  expect(store.count()?.count).toBe(3);
  const notified = change(reading(2, false));
  sync.steps.commit(second, sent(notified));
  sync.steps.settle();
  expect(shown(WHOLE_INBOX)).toEqual(["Number 3", "Number 2", "Number 1"]);
  expect(store.count()).toEqual(notified);
});

test("what arrived between two edits is fetched, though the edit's answer is newer", async () => {
  const done = await sync.steps.begin(stepOn(1, { read: true }));
  change((rows) => [row(4), ...rows]);
  sync.steps.commit(done, sent(change(reading(1))));
  sync.steps.settle();
  await vi.waitFor(() => expect(shown(WHOLE_INBOX)).toEqual(["Number 4", "Number 3", "Number 2", "(Number 1)"]));
});

test("a refresh that fails keeps what is shown, says so, and recovers", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  await sync.refresh();
  expect(sync.getFailedAt()).toBeInstanceOf(Date);
  expect(shown(WHOLE_INBOX)).toHaveLength(3);
  vi.stubGlobal("fetch", answer);
  await sync.poll();
  expect(sync.getFailedAt()).toBeNull();
});

test("an older answer put into the cache from elsewhere is noticed and replaced", async () => {
  const old = queryClient.getQueryData(notificationKeys.list(WS, WHOLE_INBOX));
  sync.heard(change((rows) => [row(4), ...rows]).seq);
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
  sync.heard(change((rows) => rows.filter(({ id }) => id !== idOf(1))).seq);
  await vi.waitFor(() => expect(shown(UNREAD_INBOX)).toEqual(["(Number 3)"]));
  expect(shown(WHOLE_INBOX)).toEqual(["(Number 3)"]);
  expect(shown(ARCHIVE)).toEqual(["Number 2"]);
});

describe("steps", () => {
  test("of every kind are shown in every list and the count at once", async () => {
    await sync.steps.begin(stepOn(3, { archived: true }));
    await sync.steps.begin(stepOn(2, { snoozedUntil: AT }));
    expect([shown(WHOLE_INBOX), shown(UNREAD_INBOX), shown(ARCHIVE)]).toEqual([
      ["Number 1"],
      ["Number 1"],
      ["Number 3"],
    ]);
    expect(store.count()?.count).toBe(1);
  });

  test("that fail are taken back exactly, and what was done since holds", async () => {
    const first = await sync.steps.begin(stepOn(3, { archived: true }));
    const second = await sync.steps.begin(stepOn(2, { deleted: true }));
    sync.steps.revert(first);
    sync.steps.settle();
    expect([shown(WHOLE_INBOX), shown(ARCHIVE)]).toEqual([["Number 3", "Number 1"], []]);
    expect(store.count()?.count).toBe(2);
    sync.steps.revert(second);
    sync.steps.settle();
    expect(shown(UNREAD_INBOX)).toEqual(["Number 3", "Number 2", "Number 1"]);
    expect(store.count()).toEqual(counted());
  });

  test("that are taken back before they are answered leave everything as it was", async () => {
    const step = stepOn(2, { archived: true });
    const done = await sync.steps.begin(step);
    const undone = await sync.steps.begin({ edit: { ...step.edit, change: "back" }, undoes: step });
    expect([shown(WHOLE_INBOX), shown(ARCHIVE)]).toEqual([["Number 3", "Number 2", "Number 1"], []]);
    expect(store.count()?.count).toBe(3);
    sync.steps.commit(done, sent(change(making(2, { archivedAt: AT })), 2));
    sync.steps.settle();
    const notified = change(making(2, { archivedAt: null }));
    sync.steps.commit(undone, sent(notified, 2));
    sync.steps.settle();
    await vi.waitFor(() => expect(store.seqs().every((seq) => seq === notified.seq)).toBe(true));
    expect([shown(WHOLE_INBOX), shown(ARCHIVE), store.count()]).toEqual([
      ["Number 3", "Number 2", "Number 1"],
      [],
      notified,
    ]);
  });
});
