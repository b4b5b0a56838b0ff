import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import type { UserActor } from "@/lib/auth/actor";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { notify } from "../events/notify";
import { restoreNotifications, updateNotifications } from "./edits";
import { listNotifications } from "./list";

useDatabase();

const subject = { kind: "session", id: "s:1" };

async function makeSubject() {
  const team = await makeTeam();
  const people = await Promise.all([1, 2, 3].map(() => makePerson(team)));
  const [ann] = people;
  if (!ann) throw new Error("nobody");
  const tell = (about = subject) =>
    notify(team.producer, { type: "test", title: "It went on", subject: about, recipients: { everyone: true } });
  const rows = async (actor: UserActor) => (await listNotifications(actor, { limit: 100 })).notifications;
  return { team, people, ann, tell, rows };
}

const groupsOf = async (actor: UserActor) =>
  (
    await db().execute<{ id: string; open: boolean }>(sql`
      SELECT id, closed_at IS NULL AS open FROM notification_groups WHERE user_id = ${actor.userId} ORDER BY created_at`)
  ).rows;

describe("a group", () => {
  it("is one per person, however many events of its subject come at the same time", async () => {
    const { people, tell, rows } = await makeSubject();
    await Promise.all(Array.from({ length: 20 }, () => tell()));
    for (const person of people) {
      expect(await groupsOf(person)).toHaveLength(1);
      expect((await rows(person)).map((row) => row.group?.count)).toEqual(Array(20).fill(20));
    }
  });

  it("takes no other subject for its own, whatever the names look like", async () => {
    const { ann, tell } = await makeSubject();
    await tell({ kind: "session", id: "s:1" });
    await tell({ kind: "session:s", id: "1" });
    expect(await groupsOf(ann)).toHaveLength(2);
  });

  it("closes when nothing of it is left in the inbox or snoozed; the next event opens another", async () => {
    const { ann, people, tell, rows } = await makeSubject();
    await tell();
    await tell();
    const [newer, older] = await rows(ann);
    await updateNotifications(ann, { ids: [newer?.id ?? ""], archived: true });
    await updateNotifications(ann, {
      ids: [older?.id ?? ""],
      snoozedUntil: new Date(Date.now() + 60_000).toISOString(),
    });
    expect((await groupsOf(ann)).map((group) => group.open)).toEqual([true]);
    await updateNotifications(ann, { ids: [older?.id ?? ""], deleted: true });
    expect((await groupsOf(ann)).map((group) => group.open)).toEqual([false]);
    await tell();
    expect((await groupsOf(ann)).map((group) => group.open)).toEqual([false, true]);
    expect((await rows(ann)).map((row) => row.group?.count)).toEqual([1]);
    expect((await groupsOf(people[1] ?? ann)).map((group) => group.open)).toEqual([true]);
  });

  it("opens again for what comes back, which joins a newer one if there is one", async () => {
    const { ann, tell, rows } = await makeSubject();
    await tell();
    await tell();
    const ids = (await rows(ann)).map((row) => row.id);
    await updateNotifications(ann, { ids, archived: true });
    await updateNotifications(ann, { ids, archived: false });
    expect((await groupsOf(ann)).map((group) => group.open)).toEqual([true]);
    await updateNotifications(ann, { ids, deleted: true });
    await tell();
    await restoreNotifications(ann, { ids });
    expect((await groupsOf(ann)).map((group) => group.open)).toEqual([false, true]);
    expect(new Set((await rows(ann)).map((row) => row.group?.id)).size).toBe(1);
    expect((await rows(ann))[0]?.group).toMatchObject({ count: 3, unread: 3 });
  });

  it("is edited by its subject: what of it is in the inbox, and nothing of anybody else's", async () => {
    const { ann, people, tell, rows } = await makeSubject();
    for (let n = 0; n < 3; n++) await tell();
    await tell({ kind: "session", id: "another" });
    const archived = (await rows(ann))[1]?.id ?? "";
    await updateNotifications(ann, { ids: [archived], archived: true });
    const until = new Date(Date.now() + 60_000).toISOString();
    const snoozed = await updateNotifications(ann, { subject, snoozedUntil: until });
    expect(snoozed.changed).toHaveLength(2);
    expect(snoozed.changed).not.toContain(archived);
    expect(snoozed.count).toBe(1);
    expect((await updateNotifications(ann, { subject: { kind: "session", id: "none" }, read: true })).changed).toEqual(
      [],
    );
    expect(await rows(people[1] ?? ann)).toHaveLength(4);
  });
});
