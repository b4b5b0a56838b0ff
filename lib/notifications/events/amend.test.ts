import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { makeKey, makePerson, makeTeam, type Team } from "@/tests/people";
import { pollNotifications } from "../inbox/changes";
import { markRead, restoreNotifications } from "../inbox/edits";
import { listNotifications } from "../inbox/list";
import { updateEvent } from "./accept";
import { notify } from "./notify";

useDatabase();

const subject = { kind: "ticket", id: "7" };

async function notified() {
  const team = await makeTeam();
  const people = [await makePerson(team), await makePerson(team), await makePerson(team)] as const;
  const tell = (title: string) =>
    notify(team.producer, { type: "test", title, subject, recipients: { everyone: true } });
  const { eventId } = await tell("Server down");
  return { team, people, tell, eventId };
}

describe("an event that is retracted", () => {
  it("is gone from every inbox, with exact counts and groups, and nothing more of it goes out", async () => {
    const { team, people, tell, eventId } = await notified();
    await tell("Still down");
    const [ann, bob] = people;
    const [, first] = (await listNotifications(ann, { limit: 5 })).notifications;
    await markRead(ann, { ids: [first?.id ?? ""] });
    const { seq } = await listNotifications(bob, { limit: 5 });
    expect(await updateEvent(team.producer, { eventId, state: "retracted" })).toMatchObject({
      state: "retracted",
      states: [{ channel: "email", state: "cancelled", count: 3 }],
    });
    for (const person of people) {
      expect(await listNotifications(person, { limit: 5 })).toMatchObject({
        unreadCount: 1,
        notifications: [{ title: "Still down", group: { count: 1, unread: 1 } }],
      });
    }
    const polled = await pollNotifications(bob, { since: seq });
    expect(polled).toMatchObject({ changes: [], removed: [expect.any(String)], unreadCount: 1 });
    await expectExact(team);
    await restoreNotifications(bob, { ids: polled.removed });
    expect(await listNotifications(bob, { limit: 5 })).toMatchObject({ unreadCount: 1 });
  });

  it("stays retracted: once more changes nothing, and a correction is refused", async () => {
    const { team, people, eventId } = await notified();
    await updateEvent(team.producer, { eventId, state: "retracted" });
    const { seq } = await listNotifications(people[0], { limit: 1 });
    await updateEvent(team.producer, { eventId, state: "retracted" });
    expect((await listNotifications(people[0], { limit: 1 })).seq).toBe(seq);
    await expect(updateEvent(team.producer, { eventId, title: "Again" })).rejects.toMatchObject({ code: "conflict" });
  });
});

it("an event that is resolved is read for everybody, and its mails are not sent", async () => {
  const { team, people, eventId } = await notified();
  const before = await listNotifications(people[1], { limit: 1 });
  expect(await updateEvent(team.producer, { eventId, state: "resolved", title: "Server is up" })).toMatchObject({
    state: "resolved",
    read: 3,
    title: "Server is up",
    states: [{ channel: "email", state: "cancelled", count: 3 }],
  });
  const after = await listNotifications(people[1], { limit: 1 });
  expect(after).toMatchObject({ unreadCount: 0, notifications: [{ title: "Server is up", isRead: true }] });
  expect(after.seq).toBe(before.seq + 1);
  await expectExact(team);
});

it("an event that is corrected reads differently everywhere, and open pages hear of it", async () => {
  const { team, people, eventId } = await notified();
  const { seq } = await listNotifications(people[2], { limit: 1 });
  const actions = [{ label: "Look", link: "/look" }];
  await updateEvent(team.producer, { eventId, title: "Server slow", body: "Not down", link: "/status", actions });
  const { changes, unreadCount } = await pollNotifications(people[2], { since: seq });
  expect(changes).toMatchObject([{ title: "Server slow", body: "Not down", link: "/status", actions, isRead: false }]);
  expect(unreadCount).toBe(1);
  await updateEvent(team.producer, { eventId, link: null });
  expect((await listNotifications(people[2], { limit: 1 })).notifications[0]?.link).toBeNull();
});

it("changes many inboxes while their people read, and every count is exact", async () => {
  const { team, people, tell } = await notified();
  const events = await Promise.all(Array.from({ length: 6 }, (_, i) => tell(`Event ${i}`)));
  await Promise.all([
    ...events.map(({ eventId }, i) => updateEvent(team.producer, { eventId, state: i % 2 ? "resolved" : "retracted" })),
    ...people.map((person) => markRead(person, { subject })),
  ]);
  await expectExact(team);
});

it.each<[string, object, number]>([
  ["nothing to change", {}, 422],
  ["a link that leads elsewhere", { link: "https://evil.example/" }, 422],
  ["a title of nothing", { title: " " }, 422],
  ["another state", { state: "active" }, 422],
])("a call with %s is refused, and the event is as it was", async (_, body, status) => {
  const { team, people, eventId } = await notified();
  const key = await makeKey(team);
  expect((await callApi(`PATCH /api/workspaces/${team.slug}/events/${eventId}`, { key, body })).status).toBe(status);
  expect((await listNotifications(people[0], { limit: 1 })).notifications[0]?.title).toBe("Server down");
});

it("is the workspace's own: elsewhere there is no such event", async () => {
  const { eventId } = await notified();
  const other = await makeTeam();
  await expect(updateEvent(other.producer, { eventId, state: "retracted" })).rejects.toMatchObject({
    code: "not_found",
  });
});

/** What is counted along the way is what there is. */
async function expectExact({ workspaceId }: Team) {
  const { rows } = await db().execute(sql`
    SELECT c.user_id FROM inbox_counters c WHERE c.workspace_id = ${workspaceId} AND c.unread <> (
      SELECT count(*) FROM notifications n WHERE n.user_id = c.user_id AND n.workspace_id = c.workspace_id
        AND n.in_inbox AND n.read_at IS NULL AND n.archived_at IS NULL AND n.deleted_at IS NULL AND n.snoozed_until IS NULL)`);
  expect(rows).toEqual([]);
  const groups = await db().execute(sql`
    SELECT g.id FROM notification_groups g WHERE g.workspace_id = ${workspaceId} AND (g.count, g.unread) <> (
      SELECT count(*)::int, count(*) FILTER (WHERE read_at IS NULL)::int FROM notifications n WHERE n.group_id = g.id
        AND n.in_inbox AND n.archived_at IS NULL AND n.deleted_at IS NULL AND n.snoozed_until IS NULL)`);
  expect(groups.rows).toEqual([]);
}
