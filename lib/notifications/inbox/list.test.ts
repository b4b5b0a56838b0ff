import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { belfryIn, cookieFor, makePerson, makeTeam } from "@/tests/people";
import type { EventInput } from "../events/contract";
import { notify } from "../events/notify";
import type { Notification, Page } from "./contract";
import { restoreNotifications, updateNotifications } from "./edits";

useDatabase();

async function makeInbox() {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const cookie = await cookieFor(ann);
  const tell = (title: string, more: Partial<EventInput> = {}) =>
    notify(belfryIn(team), { type: "test", title, recipients: { users: [ann.userId] }, ...more });
  const get = (query = "") => callApi(`GET /api/workspaces/${team.slug}/notifications${query}`, { cookie });
  const page = async (query = "") => (await get(query)).body as unknown as Page;
  const titles = async (query = "") => (await page(query)).notifications.map((row) => row.title);
  const idOf = async (title: string) => {
    const { rows } = await db().execute<{ id: string }>(sql`
      SELECT n.id FROM notifications n JOIN activities a ON a.id = n.activity_id
      WHERE n.user_id = ${ann.userId} AND a.title = ${title}`);
    return rows[0]?.id ?? "";
  };
  return { team, ann, cookie, tell, get, page, titles, idOf };
}

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

describe("places", () => {
  it("are the inbox, the archive and the snoozed; the deleted are nowhere, not even by their id", async () => {
    const { ann, tell, titles, get, idOf } = await makeInbox();
    for (const title of ["stays", "archived", "snoozed", "deleted"]) await tell(title);
    await updateNotifications(ann, { ids: [await idOf("archived")], archived: true });
    await updateNotifications(ann, { ids: [await idOf("snoozed")], snoozedUntil: tomorrow() });
    await updateNotifications(ann, { ids: [await idOf("deleted")], deleted: true });
    expect(await titles()).toEqual(["stays"]);
    expect(await titles("?state=archived")).toEqual(["archived"]);
    expect(await titles("?state=snoozed")).toEqual(["snoozed"]);
    expect((await get(`/${await idOf("archived")}`)).body).toMatchObject({ archivedAt: expect.any(String) });
    expect((await get(`/${await idOf("deleted")}`)).status).toBe(404);
    expect((await get(`/${await idOf("deleted")}/trace`)).status).toBe(404);
  });

  it("give a row its place back when it is restored", async () => {
    const { ann, tell, titles, idOf } = await makeInbox();
    for (const title of ["first", "second", "third"]) await tell(title);
    const ids = [await idOf("second")];
    await updateNotifications(ann, { ids, deleted: true });
    expect(await restoreNotifications(ann, { ids })).toMatchObject({ changed: ids, count: 3 });
    expect(await titles()).toEqual(["third", "second", "first"]);
  });
});

describe("filters", () => {
  it("narrow by type, category, priority, mention and moment; several values mean any of them", async () => {
    const { tell, titles, page } = await makeInbox();
    await tell("test high", { priority: "high" });
    await tell("mention", { type: "chat.mention" });
    await tell("message", { type: "chat.message", priority: "urgent" });
    await tell("mail", { type: "mail.assigned" });
    expect(await titles("?type=test,mail.assigned")).toEqual(["mail", "test high"]);
    expect(await titles("?category=chat")).toEqual(["message", "mention"]);
    expect(await titles("?category=chat,mail&priority=normal")).toEqual(["mail", "mention"]);
    expect(await titles("?priority=high,urgent")).toEqual(["message", "test high"]);
    expect(await titles("?mentions=true")).toEqual(["mention"]);
    expect(await titles("?type=no.such.type")).toEqual([]);
    const { notifications } = await page();
    const at = notifications[1]?.listedAt ?? "";
    const next = new Date(Date.parse(at) + 1).toISOString();
    expect([...(await titles(`?from=${next}`)), ...(await titles(`?to=${next}`))].sort()).toEqual(
      ["mail", "mention", "message", "test high"].sort(),
    );
    expect(await titles(`?to=2000-01-01T00:00:00Z`)).toEqual([]);
  });

  it.each([
    "state=deleted",
    "category=weather",
    "category=",
    "priority=high,none",
    "unread=yes",
    "group=1",
    "from=yesterday",
    "from=0000-01-01T00:00:00Z",
    "to=2026-13-45T00:00:00Z",
    "limit=0",
    "limit=101",
    `type=${"x".repeat(60)}`,
    "cursor=nonsense",
    "colour=red",
  ])("refuse %s in words", async (query) => {
    const { get } = await makeInbox();
    const { status, body } = await get(`?${query}`);
    expect(status).toBe(400);
    expect(body.error.message).toContain(query.split("=")[0]);
  });

  it("bind a cursor to themselves: changed, or in another filter's list, it is refused", async () => {
    const { tell, get, page } = await makeInbox();
    for (let n = 0; n < 3; n++) await tell(`No. ${n}`);
    const { nextCursor } = await page("?limit=1&category=system,chat");
    const cursor = encodeURIComponent(nextCursor ?? "");
    expect((await get(`?limit=1&category=chat,system&cursor=${cursor}`)).status).toBe(200);
    const others = ["category=system", "category=system,chat&group=true", "category=system,chat&unread=true", ""];
    for (const other of others) expect((await get(`?limit=1&${other}&cursor=${cursor}`)).status).toBe(400);
    expect((await get(`?limit=1&category=system,chat&state=archived&cursor=${cursor}`)).status).toBe(400);
    expect((await get(`?limit=1&category=system,chat&cursor=x${cursor}`)).status).toBe(400);
  });

  it("keep another workspace's rows of the same person out", async () => {
    const { ann, tell, titles, idOf, cookie } = await makeInbox();
    await tell("here");
    const other = await makeTeam();
    await db().execute(
      sql`INSERT INTO members (workspace_id, user_id, role) VALUES (${other.workspaceId}, ${ann.userId}, 'member')`,
    );
    await notify(other.producer, { type: "test", title: "there", recipients: { users: [ann.userId] } });
    expect(await titles()).toEqual(["here"]);
    const path = `/api/workspaces/${other.slug}/notifications`;
    expect((await callApi(`GET ${path}/${await idOf("here")}`, { cookie })).status).toBe(404);
    const patch = await callApi(`PATCH ${path}/${await idOf("here")}`, { cookie, body: { archived: true } });
    expect(patch.status).toBe(404);
    expect((await callApi(`DELETE ${path}/${await idOf("here")}`, { cookie })).status).toBe(404);
    expect(await titles()).toEqual(["here"]);
  });
});

describe("grouped", () => {
  const subject = { kind: "ticket", id: "7" };

  it("shows the latest of each group with its numbers, at every page size once", async () => {
    const { tell, page, titles, idOf, ann } = await makeInbox();
    for (let n = 1; n <= 5; n++) {
      await tell(`ticket ${n}`, { subject });
      if (n % 2) await tell(`single ${n}`);
    }
    await tell("other ticket", { subject: { kind: "ticket", id: "8" } });
    await updateNotifications(ann, { ids: [await idOf("ticket 2")], read: true });
    const expected = ["other ticket", "single 5", "ticket 5", "single 3", "single 1"];
    expect(await titles("?group=true")).toEqual(expected);
    const rows: Notification[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const next: Page = await page(`?group=true&limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      rows.push(...next.notifications);
      cursor = next.nextCursor;
    }
    expect(rows.map((row) => row.title)).toEqual(expected);
    expect(rows[2]?.group).toMatchObject({ count: 5, unread: 4 });
    expect(rows[0]?.group).toMatchObject({ count: 1, unread: 1 });
    expect(rows[1]?.group).toBeNull();
    expect((await page("")).notifications).toHaveLength(9);
  });

  it("shows the latest that fits the filter", async () => {
    const { tell, titles, idOf, ann } = await makeInbox();
    for (const title of ["older", "newer"]) await tell(title, { subject });
    await updateNotifications(ann, { ids: [await idOf("newer")], read: true });
    expect(await titles("?group=true")).toEqual(["newer"]);
    expect(await titles("?group=true&unread=true")).toEqual(["older"]);
  });

  it("opens to its members, page by page, for its owner alone", async () => {
    const { team, tell, page, titles, get } = await makeInbox();
    for (let n = 1; n <= 3; n++) await tell(`ticket ${n}`, { subject });
    const group = (await page("?group=true")).notifications[0]?.group?.id ?? "";
    const first = await page(`/groups/${group}?limit=2`);
    expect(first.notifications.map((row) => row.title)).toEqual(["ticket 3", "ticket 2"]);
    const cursor = encodeURIComponent(first.nextCursor ?? "");
    expect(await titles(`/groups/${group}?limit=2&cursor=${cursor}`)).toEqual(["ticket 1"]);
    expect((await get(`?limit=2&cursor=${cursor}`)).status).toBe(400);
    expect(await titles(`/groups/${group}?state=archived`)).toEqual([]);
    expect((await get("/groups/00000000-0000-7000-8000-000000000000")).status).toBe(404);
    expect((await get("/groups/nonsense")).status).toBe(404);
    const stranger = await cookieFor(await makePerson(team));
    const path = `/api/workspaces/${team.slug}/notifications/groups/${group}`;
    expect((await callApi(`GET ${path}`, { cookie: stranger })).status).toBe(404);
  });
});
