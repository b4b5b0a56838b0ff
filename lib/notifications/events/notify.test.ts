import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { transact } from "@/db/transaction";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam, type Team } from "@/tests/people";
import { getNotification, listNotifications } from "../inbox/list";
import type { EventInput } from "./contract";
import { notify, notifyAll } from "./notify";

useDatabase();

const list = (actor: Parameters<typeof listNotifications>[0]) => listNotifications(actor, { limit: 20 });
const everyone: Pick<EventInput, "type" | "title" | "recipients"> = {
  type: "test",
  title: "Hello",
  recipients: { everyone: true },
};

describe("notify", () => {
  it("tells each person once, however often they are named", async () => {
    const team = await makeTeam();
    const [ann, bob] = [await makePerson(team, "admin"), await makePerson(team)];
    const receipt = await notify(team.producer, {
      type: "test",
      title: "Named thrice",
      recipients: { users: [ann.userId, ann.email, `@${ann.handle}`], roles: ["admin"] },
    });
    expect(receipt).toMatchObject({ recipients: 1, deliveries: 1 });
    expect((await list(ann)).notifications.map((n) => n.title)).toEqual(["Named thrice"]);
    expect((await list(bob)).notifications).toEqual([]);
    expect(await deliveriesOf(receipt.eventId)).toEqual([{ channel: "email", address: ann.email, state: "pending" }]);
  });

  it("tells admins and the owner when the type says so and nobody is named", async () => {
    const team = await makeTeam();
    const [owner, admin, member] = [
      await makePerson(team, "owner"),
      await makePerson(team, "admin"),
      await makePerson(team),
    ];
    const data = { gap_type: "coverage", severity: "high", problem_domain: "VPN" };
    await notify(team.producer, { type: "knowledge_gap.detected", data });
    for (const notified of [owner, admin])
      expect((await list(notified)).notifications[0]?.title).toBe("Knowledge gap in VPN");
    expect((await list(member)).unreadCount).toBe(0);
  });

  it("gives an e-mail-only type no inbox row and no unread, but its delivery", async () => {
    const team = await makeTeam();
    const ann = await makePerson(team);
    const receipt = await notify(team.producer, {
      type: "issue.digest",
      data: { project: "app", period: "today", issues: ["a"] },
    });
    expect(receipt.deliveries).toBe(1);
    expect(await list(ann)).toMatchObject({ notifications: [], unreadCount: 0 });
  });

  it.each<[string, EventInput, RegExp]>([
    [
      "an unknown type",
      { ...everyone, type: "no.such" },
      /no event type “no\.such”\. Known types: .*session\.escalated/,
    ],
    ["an unknown recipient", { ...everyone, recipients: { users: ["nobody@example.com"] } }, /nobody@example\.com/],
    ["nobody named where somebody must be", { type: "test", title: "x" }, /give `recipients`/],
    ["a role nobody has", { ...everyone, recipients: { roles: ["guest"] } }, /Nobody would be told/],
    ["neither title nor data", { type: "session.escalated" }, /Give a title, or the data/],
    ["data the template cannot use", { type: "session.escalated", data: { session_id: 1 } }, /engineer_name/],
    ["a foreign link", { ...everyone, link: "https://evil.example/x" }, /link/],
  ])("refuses %s and writes nothing", async (_, event, message) => {
    const team = await makeTeam();
    await makePerson(team, "owner");
    await expect(notify(team.producer, { ...event, idempotencyKey: "k" })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringMatching(message),
    });
    expect(await rowsOf(team)).toEqual({ activities: 0, notifications: 0, deliveries: 0, keys: 0 });
  });

  it("does not know the people of another workspace", async () => {
    const [team, other] = [await makeTeam(), await makeTeam()];
    await makePerson(team, "owner");
    const stranger = await makePerson(other);
    await expect(
      notify(team.producer, { ...everyone, recipients: { users: [stranger.userId] } }),
    ).rejects.toMatchObject({
      code: "invalid",
    });
  });

  it("never commits or rolls back the caller's transaction", async () => {
    const team = await makeTeam();
    const ann = await makePerson(team);
    const failing = transact(async (tx) => {
      await notify(team.producer, everyone, tx);
      throw new Error("the caller changed its mind");
    });
    await expect(failing).rejects.toThrow("changed its mind");
    expect((await list(ann)).notifications).toEqual([]);
    expect(await rowsOf(team)).toEqual({ activities: 0, notifications: 0, deliveries: 0, keys: 0 });
  });

  it("hides the notifications of one person from another", async () => {
    const team = await makeTeam();
    const [ann, bob] = [await makePerson(team), await makePerson(team)];
    await notify(team.producer, { ...everyone, recipients: { users: [ann.userId] } });
    const id = (await list(ann)).notifications[0]?.id ?? "";
    await expect(getNotification(bob, { id })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("idempotency", () => {
  it("makes one event of 50 parallel identical calls", async () => {
    const team = await makeTeam();
    const ann = await makePerson(team);
    const event = { ...everyone, idempotencyKey: "once" };
    const receipts = await Promise.all(Array.from({ length: 50 }, () => notify(team.producer, event)));
    expect(new Set(receipts.map((r) => r.eventId)).size).toBe(1);
    expect((await list(ann)).unreadCount).toBe(1);
  });

  it("answers the same receipt whatever the order of fields, and 409 for another body", async () => {
    const team = await makeTeam();
    await makePerson(team);
    const first = await notify(team.producer, { ...everyone, data: { a: 1, b: 2 }, idempotencyKey: "k" });
    expect(await notify(team.producer, { ...everyone, data: { b: 2, a: 1 }, idempotencyKey: "k" })).toEqual(first);
    await expect(notify(team.producer, { ...everyone, title: "Other", idempotencyKey: "k" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("forgets a key after a day", async () => {
    const team = await makeTeam();
    await makePerson(team);
    const first = await notify(team.producer, { ...everyone, idempotencyKey: "k" });
    await db().execute(sql`UPDATE idempotency_keys SET expires_at = clock_timestamp() - interval '1 second'`);
    const second = await notify(team.producer, { ...everyone, title: "Later", idempotencyKey: "k" });
    expect(second.eventId).not.toBe(first.eventId);
  });

  it("keeps keys of different workspaces apart", async () => {
    const teams = [await makeTeam(), await makeTeam()] as const;
    for (const team of teams) await makePerson(team);
    const [a, b] = await Promise.all(
      teams.map((team) => notify(team.producer, { ...everyone, idempotencyKey: "same" })),
    );
    expect(a?.eventId).not.toBe(b?.eventId);
  });
});

describe("notifyAll", () => {
  it("is all or none, and names the event at fault", async () => {
    const team = await makeTeam();
    await makePerson(team);
    await expect(notifyAll(team.producer, [everyone, { ...everyone, type: "no.such" }])).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining("Event 2 of the batch"),
      options: { details: [{ path: "events[1].type", message: "is unknown" }] },
    });
    expect(await rowsOf(team)).toEqual({ activities: 0, notifications: 0, deliveries: 0, keys: 0 });
  });

  it("tells once what a batch says twice under one key, and refuses something else under it", async () => {
    const team = await makeTeam();
    await makePerson(team);
    const keyed = { ...everyone, idempotencyKey: "again" };
    const [first, other, repeat] = await notifyAll(team.producer, [keyed, everyone, keyed]);
    expect(repeat).toEqual(first);
    expect(other?.eventId).not.toBe(first?.eventId);
    expect(await notifyAll(team.producer, [keyed, keyed])).toEqual([first, first]);
    expect(await rowsOf(team)).toMatchObject({ activities: 2, notifications: 2, keys: 1 });
    const two = [
      { ...everyone, idempotencyKey: "two" },
      { ...everyone, title: "Else", idempotencyKey: "two" },
    ];
    await expect(notifyAll(team.producer, two)).rejects.toMatchObject({ code: "conflict" });
  });

  it("never deadlocks with others over the same people in other orders", async () => {
    const team = await makeTeam();
    const people = [await makePerson(team), await makePerson(team), await makePerson(team)];
    const to = (i: number): EventInput => ({ ...everyone, recipients: { users: [people[i % 3]?.userId ?? ""] } });
    const batches = Array.from({ length: 12 }, (_, n) => Array.from({ length: 9 }, (_, i) => to(n % 2 ? i : 8 - i)));
    await Promise.all(batches.map((events) => notifyAll(team.producer, events)));
    for (const person of people) expect((await list(person)).unreadCount).toBe(36);
  });
});

async function rowsOf(team: Team) {
  const { rows } = await db().execute(sql`SELECT
    (SELECT count(*)::int FROM activities WHERE workspace_id = ${team.workspaceId}) AS activities,
    (SELECT count(*)::int FROM notifications WHERE workspace_id = ${team.workspaceId}) AS notifications,
    (SELECT count(*)::int FROM deliveries WHERE workspace_id = ${team.workspaceId}) AS deliveries,
    (SELECT count(*)::int FROM idempotency_keys WHERE workspace_id = ${team.workspaceId}) AS keys`);
  return rows[0];
}

async function deliveriesOf(eventId: string) {
  const { rows } = await db().execute(sql`
    SELECT d.channel, d.address, d.state FROM deliveries d JOIN notifications n ON n.id = d.notification_id
    WHERE n.activity_id = ${eventId}`);
  return rows;
}
