import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rowsOf } from "./cache";
import type { Count, Notification, Page } from "./contract";
import { type Filter, notificationKeys, notificationsQuery } from "./queries";
import { InboxStore } from "./store";
import { InboxSync } from "./sync";

const WS = "north";
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** The server's side: rows, a sequence, and answers that can be held back until the test lets them go. */
const server = { rows: [] as Notification[], seq: 1, asked: [] as string[], gate: Promise.resolve() };
let queryClient: QueryClient;
let sync: InboxSync;
let store: InboxStore;
let stop: () => void;

beforeEach(async () => {
  Object.assign(server, { rows: [row(3), row(2), row(1)], seq: 1, asked: [], gate: Promise.resolve() });
  vi.stubGlobal("fetch", answer);
  queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const observers = (["all", "unread"] as const).map((filter) =>
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

function row(n: number): Notification {
  const at = new Date(Date.parse("2026-11-21T12:00:00Z") + n * 1_000).toISOString();
  const rest = { type: "test", label: "Test", category: "system", priority: "normal", icon: "bell", tone: "neutral" };
  const more = { body: "", link: null, data: {}, actions: [], subject: null, isRead: false, readAt: null };
  const places = { group: null, seenAt: null, archivedAt: null, snoozedUntil: null, createdAt: at, listedAt: at };
  return { ...rest, ...more, ...places, id: id(n), title: `Number ${n}` } as unknown as Notification;
}

async function answer(url: string): Promise<Response> {
  server.asked.push(url);
  // What is answered is what was so when it was asked: answers can be late.
  const isUnread = url.includes("unread=true");
  const notifications = server.rows.filter((one) => !isUnread || !one.isRead);
  const count: Count = { count: server.rows.filter((one) => !one.isRead).length, seq: server.seq };
  const page: Page = { notifications, nextCursor: null, unreadCount: count.count, seq: count.seq };
  await server.gate;
  return Response.json(url.includes("unread-count") ? count : page);
}

/** Changes the server's side, as any other tab or producer would. */
function change(to: (rows: Notification[]) => Notification[]): Count {
  server.rows = to(server.rows);
  server.seq++;
  return { count: server.rows.filter((one) => !one.isRead).length, seq: server.seq };
}
const reading =
  (n: number, isRead = true) =>
  (rows: Notification[]) =>
    rows.map((one) => (one.id === id(n) ? { ...one, isRead } : one));
/** Holds every answer back. Answers how to let them go. */
function hold(): () => void {
  let release = () => {};
  server.gate = new Promise((resolve) => {
    release = resolve;
  });
  return () => release();
}
const shown = (filter: Filter) =>
  rowsOf(store.list(filter)).map(({ title, isRead }) => (isRead ? `(${title})` : title));

test("a hint of something new has it fetched, greeted, and put on top", async () => {
  const greeted = vi.fn();
  sync.greet(greeted);
  const { seq } = change((rows) => [row(4), ...rows]);
  sync.heard(seq);
  await vi.waitFor(() => expect(shown("all")).toEqual(["Number 4", "Number 3", "Number 2", "Number 1"]));
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
  await vi.waitFor(() => expect(shown("unread")).toEqual(["Number 3", "(Number 2)", "Number 1"]));
  expect(shown("all")).toEqual(["Number 3", "(Number 2)", "Number 1"]);
});

test("an edit is seen in every list and the count before it is answered, and asks for nothing afterwards", async () => {
  const done = await sync.begin({ ids: [id(2)], read: true });
  expect([shown("all"), shown("unread")]).toEqual(Array(2).fill(["Number 3", "(Number 2)", "Number 1"]));
  expect(store.count()?.count).toBe(2);
  const told = change(reading(2));
  sync.commit(done, told);
  sync.settle();
  sync.heard(told.seq);
  expect(store.count()).toEqual(told);
  expect(server.asked).toEqual([]);
});

test("an edit that fails is taken back, row by row", async () => {
  const done = await sync.begin({ ids: "all", read: true });
  expect(store.count()?.count).toBe(0);
  sync.revert(done);
  sync.settle();
  expect(store.count()?.count).toBe(3);
  expect(shown("all")).toEqual(["Number 3", "Number 2", "Number 1"]);
});

test("an answer that set out before an edit does not undo it", async () => {
  const release = hold();
  sync.heard(change((rows) => [row(4), ...rows]).seq);
  await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(0));
  const done = await sync.begin({ ids: [id(3)], read: true });
  release();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(shown("all")).toEqual(["(Number 3)", "Number 2", "Number 1"]);
  sync.commit(done, change(reading(3)));
  sync.settle();
  await vi.waitFor(() => expect(shown("all")).toEqual(["Number 4", "(Number 3)", "Number 2", "Number 1"]));
});

test("the answer to a first edit does not undo a second one of the same row", async () => {
  const first = await sync.begin({ ids: [id(2)], read: true });
  const second = await sync.begin({ ids: [id(2)], read: false });
  sync.commit(first, change(reading(2)));
  sync.settle();
  expect(shown("all")).toEqual(["Number 3", "Number 2", "Number 1"]);
  expect(store.count()?.count).toBe(3);
  const told = change(reading(2, false));
  sync.commit(second, told);
  sync.settle();
  expect(shown("all")).toEqual(["Number 3", "Number 2", "Number 1"]);
  expect(store.count()).toEqual(told);
});

test("what arrived between two edits is fetched, though the edit's answer is newer", async () => {
  const done = await sync.begin({ ids: [id(1)], read: true });
  change((rows) => [row(4), ...rows]);
  sync.commit(done, change(reading(1)));
  sync.settle();
  await vi.waitFor(() => expect(shown("all")).toEqual(["Number 4", "Number 3", "Number 2", "(Number 1)"]));
});

test("a refresh that fails keeps what is shown, says so, and recovers", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  await sync.refresh();
  expect(sync.getFailedAt()).toBeInstanceOf(Date);
  expect(shown("all")).toHaveLength(3);
  vi.stubGlobal("fetch", answer);
  await sync.poll();
  expect(sync.getFailedAt()).toBeNull();
});

test("an older answer put into the cache from elsewhere is noticed and replaced", async () => {
  const old = queryClient.getQueryData(notificationKeys.list(WS, "all"));
  sync.heard(change((rows) => [row(4), ...rows]).seq);
  await vi.waitFor(() => expect(shown("all")).toHaveLength(4));
  queryClient.setQueryData(notificationKeys.list(WS, "all"), old);
  await vi.waitFor(() => expect(shown("all")).toHaveLength(4));
});

test("another tab of the same browser follows", async () => {
  const told = change(reading(1));
  const other = new BroadcastChannel(`belfry inbox ${WS}`);
  other.postMessage(told.seq);
  await vi.waitFor(() => expect(store.count()).toEqual(told));
  other.close();
});
