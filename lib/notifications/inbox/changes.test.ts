import { describe, expect, it } from "vitest";
import { transact } from "@/db/transaction";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { notify, notifyAll } from "../events/notify";
import { pollNotifications } from "./changes";
import { markAllRead, restoreNotifications, updateNotifications } from "./edits";
import { getUnreadCount, listNotifications } from "./list";

useDatabase();

async function makeInbox(size: number) {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const event = { type: "test", title: "Hello", recipients: { users: [ann.userId] } };
  const tell = (tx?: Parameters<typeof notify>[2]) => notify(team.producer, event, tx);
  if (size > 0) await notifyAll(team.producer, Array(size).fill(event));
  const ids = async () => (await listNotifications(ann, { limit: 100 })).notifications.map((row) => row.id);
  const { seq } = await getUnreadCount(ann);
  return { team, ann, tell, ids, seq };
}

describe("polling", () => {
  it("tells what came, changed and went, once, and with what number to ask next", async () => {
    const { ann, tell, ids, seq } = await makeInbox(4);
    const [read, archived, deleted, untouched] = await ids();
    expect(await pollNotifications(ann, { since: seq })).toMatchObject({
      changes: [],
      removed: [],
      seq,
      hasMore: false,
    });
    await updateNotifications(ann, { ids: [read ?? ""], read: true });
    await updateNotifications(ann, { ids: [archived ?? ""], archived: true });
    await updateNotifications(ann, { ids: [deleted ?? ""], deleted: true });
    await tell();
    const answer = await pollNotifications(ann, { since: seq });
    expect(answer).toMatchObject({ removed: [deleted], seq: seq + 4, hasMore: false, reload: false, unreadCount: 2 });
    expect(answer.changes.map((row) => row.id).slice(0, 2)).toEqual([read, archived]);
    expect(answer.changes).toHaveLength(3);
    expect(answer.changes[1]).toMatchObject({ archivedAt: expect.any(String), isRead: false });
    expect(answer.changes.map((row) => row.id)).not.toContain(untouched);
    expect(await pollNotifications(ann, { since: answer.seq })).toMatchObject({ changes: [], removed: [] });
    await restoreNotifications(ann, { ids: [deleted ?? ""] });
    expect((await pollNotifications(ann, { since: answer.seq })).changes.map((row) => row.id)).toEqual([deleted]);
  });

  it("goes on in several answers, never past a number it has not told entirely", async () => {
    const { ann, tell, ids, seq } = await makeInbox(60);
    for (let n = 0; n < 60; n++) await tell();
    await updateNotifications(ann, { ids: (await ids()).slice(60), read: true });
    const notified: string[] = [];
    let next = { seq, hasMore: true };
    for (let turns = 0; next.hasMore && turns < 5; turns++) {
      const answer = await pollNotifications(ann, { since: next.seq });
      notified.push(...answer.changes.map((row) => row.id));
      next = answer;
    }
    expect(next).toMatchObject({ hasMore: false, seq: seq + 61 });
    expect(notified).toHaveLength(100);
    expect(new Set(notified).size).toBe(100);
  });

  it("says to ask for the lists where it knows nothing, too much changed at once, or the number is not of here", async () => {
    const { ann, seq } = await makeInbox(120);
    expect(await pollNotifications(ann, { since: 0 })).toMatchObject({
      reload: true,
      changes: [],
      seq,
      unreadCount: 120,
    });
    expect(await pollNotifications(ann, { since: seq + 1 })).toMatchObject({ reload: true, seq });
    await markAllRead(ann, {});
    expect(await pollNotifications(ann, { since: seq })).toMatchObject({ reload: true, seq: seq + 1, unreadCount: 0 });
  });

  it("passes over nothing that commits late, however transactions overtake each other", async () => {
    const { ann, tell, seq } = await makeInbox(1);
    const notified: string[] = [];
    let since = seq;
    let open = 12;
    const slow = Array.from({ length: open }, async (_, n) => {
      // One starts while others hold their numbers, and waits differently long before its commit.
      await transact(async (tx) => {
        await pause((n * 7) % 20);
        await tell(tx);
        await pause((n * 13) % 40);
      });
      open--;
    });
    const follow = async () => {
      const answer = await pollNotifications(ann, { since });
      notified.push(...answer.changes.map((row) => row.id));
      since = answer.seq;
    };
    while (open > 0) await follow();
    await Promise.all(slow);
    await follow();
    expect(new Set(notified).size).toBe(12);
    expect(notified).toHaveLength(12);
    expect(since).toBe(seq + 12);
  });

  it("has an address of its own, and refuses what is no number", async () => {
    const { team, ann, seq } = await makeInbox(1);
    const cookie = await cookieFor(ann);
    const path = `/api/workspaces/${team.slug}/notifications/poll`;
    expect((await callApi(`GET ${path}?since=${seq}`, { cookie })).body).toMatchObject({ seq, reload: false });
    for (const since of ["", "?since=-1", "?since=x", "?since=1e300", "?since=1.5"])
      expect((await callApi(`GET ${path}${since}`, { cookie })).status).toBe(400);
    const stranger = await cookieFor(await makePerson(await makeTeam()));
    expect((await callApi(`GET ${path}?since=0`, { cookie: stranger })).status).toBe(404);
  });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
