import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import type { Cadence } from "@/db/enums";
import type { UserActor } from "@/lib/auth/actor";
import { useDatabase } from "@/tests/database";
import { belfryIn, makePerson, makeTeam } from "@/tests/people";
import { useResendServer } from "@/tests/resend-server";
import { notify } from "../events/notify";
import { markRead } from "../inbox/edits";
import { listNotifications } from "../inbox/list";
import { getTrace } from "../inbox/trace";
import { updatePreferences } from "../preferences/settings";
import { buildDigests } from "./digests";
import { drainDeliveries } from "./drain";

useDatabase();

const provider = useResendServer();

async function someone(cadence: Cadence | null) {
  const team = await makeTeam();
  const ann = await makePerson(team);
  if (cadence) await updatePreferences(ann, { changes: [{ scope: "all", key: "", channel: "email", cadence }] });
  const tell = (title: string, type = "test") =>
    notify(belfryIn(team), { type, title, recipients: { users: [ann.userId] } });
  return { team, ann, tell, drain: () => drainDeliveries(team.workspaceId, "email") };
}

describe("a digest", () => {
  it("tells at its time of all that is unread by then in one mail, and the trace says so before and after", async () => {
    const { ann, tell, drain } = await someone("daily");
    for (const title of ["First", "Second", "Third"]) await tell(title);
    const waiting = await drain();
    expect(waiting.sent).toBe(0);
    expect(waiting.nextDueAt?.getTime()).toBeGreaterThan(Date.now());
    const [third, second, first] = (await listNotifications(ann, { limit: 3 })).notifications;
    expect(await mailStep(ann, first?.id)).toMatchObject({
      state: "pending",
      rule: "the default for “Test notification”; in a daily digest, as you chose for everything",
      detail: `to ${ann.email}: in a digest`,
      until: waiting.nextDueAt?.toISOString(),
    });
    await markRead(ann, { ids: [second?.id ?? ""] });
    await fallDue();
    expect(await drain()).toMatchObject({ sent: 1, nextDueAt: null });
    const [mail] = provider.mails;
    expect(mail?.subject).toMatch(/^\[Team \d+\] Digest: 2 notifications$/);
    expect(mail?.text).toMatch(/First[\s\S]*Third/);
    expect(mail?.text).not.toContain("Second");
    expect(mail?.html).toContain(`n=${third?.id}`);
    expect(await mailStep(ann, first?.id)).toMatchObject({ state: "sent", detail: `to ${ann.email}: in a digest` });
    expect(await mailStep(ann, second?.id)).toMatchObject({
      state: "cancelled",
      detail: `to ${ann.email}: read before it was sent`,
    });
    expect(await drain()).toMatchObject({ sent: 0, nextDueAt: null });
    expect(provider.mails).toHaveLength(1);
  });

  it("of which everything was read is no mail at all", async () => {
    const { ann, tell, drain } = await someone("hourly");
    await tell("Read in time");
    const [row] = (await listNotifications(ann, { limit: 1 })).notifications;
    await markRead(ann, { ids: [row?.id ?? ""] });
    await fallDue();
    expect(await drain()).toMatchObject({ sent: 0, nextDueAt: null });
    expect(provider.mails).toEqual([]);
  });

  it("is one mail, whichever of ten workers gets to it", async () => {
    const { tell, drain } = await someone("hourly");
    await tell("One");
    await tell("Two");
    await fallDue();
    await Promise.all(Array.from({ length: 10 }, drain));
    expect(provider.mails).toHaveLength(1);
  });

  it("is sent by the next worker when one died after building it, and again under the same key after sending it", async () => {
    const { team, tell, drain } = await someone("weekly");
    await tell("One");
    await tell("Two");
    await fallDue();
    await buildDigests(team.workspaceId, "email");
    await drain();
    await db().execute(sql`
      UPDATE deliveries SET state = 'sending', lease_owner = 'a dead worker', next_attempt_at = clock_timestamp()
      WHERE workspace_id = ${team.workspaceId} AND notification_id IS NULL`);
    await drain();
    expect(provider.mails.map(({ subject }) => subject.replace(/^\[.*\] /, ""))).toEqual([
      "Digest: 2 notifications",
      "Digest: 2 notifications",
    ]);
    expect(new Set(provider.mails.map(({ key }) => key)).size).toBe(1);
  });

  it("loses nothing and tells nothing twice of what comes while it is built", async () => {
    const { team, tell, drain } = await someone("hourly");
    const titles = Array.from({ length: 40 }, (_, i) => `Event ${String(i).padStart(2, "0")}`);
    for (const [i, title] of titles.entries()) {
      const notified = tell(title);
      if (i % 4 === 3) {
        // Moved under the feet of the one that is being written.
        await fallDue();
        await Promise.all([notified, drain(), drain()]);
      } else await notified;
    }
    await fallDue();
    await drain();
    const said = provider.mails.flatMap(({ html }) => [...new Set(html.match(/Event \d\d/g))]);
    expect(said.sort()).toEqual(titles);
    const { rows } = await db().execute(sql`
      SELECT id FROM deliveries WHERE workspace_id = ${team.workspaceId} AND state NOT IN ('sent', 'skipped')`);
    expect(rows).toEqual([]);
  });

  it("that is built already lets what comes late go out by itself", async () => {
    const { team, tell, drain } = await someone("hourly");
    await tell("In time");
    await fallDue();
    await drain();
    await db().execute(sql`
      UPDATE deliveries SET state = 'pending', next_attempt_at = clock_timestamp()
      WHERE workspace_id = ${team.workspaceId} AND notification_id IS NOT NULL`);
    await drain();
    expect(provider.mails.map(({ subject }) => subject.replace(/^\[.*\] /, ""))).toEqual([
      "Digest: In time",
      "In time",
    ]);
  });

  it("is not sent to somebody who is no member any more", async () => {
    const { team, ann, tell, drain } = await someone("daily");
    await tell("Too late");
    await db().execute(sql`DELETE FROM members WHERE user_id = ${ann.userId} AND workspace_id = ${team.workspaceId}`);
    await fallDue();
    expect(await drain()).toMatchObject({ sent: 0, nextDueAt: null });
    expect(provider.mails).toEqual([]);
  });
});

describe("what waits to see whether it is read", () => {
  it("is a comment's mail by default: ten minutes, and never sent when it was read", async () => {
    const { ann, tell, drain } = await someone(null);
    await tell("A word on it", "comment.created");
    const [row] = (await listNotifications(ann, { limit: 1 })).notifications;
    const step = await mailStep(ann, row?.id);
    expect(step).toMatchObject({
      state: "pending",
      rule: "the default for “New comment”; only if unread after 10 minutes, by default",
    });
    const wait = Date.parse(step?.until ?? "") - Date.now();
    expect(wait).toBeGreaterThan(9 * 60_000);
    expect(wait).toBeLessThanOrEqual(10 * 60_000);
    expect(await drain()).toMatchObject({ sent: 0 });
    await markRead(ann, { ids: [row?.id ?? ""] });
    await fallDue();
    await drain();
    expect(provider.mails).toEqual([]);
    expect(await mailStep(ann, row?.id)).toMatchObject({ state: "cancelled", until: null });
  });

  it("goes out when it was not, and at once when it is in no inbox where it could be read", async () => {
    const { ann, tell, drain } = await someone(null);
    await tell("Unread", "comment.created");
    await fallDue();
    expect(await drain()).toMatchObject({ sent: 1 });
    await updatePreferences(ann, { changes: [{ scope: "all", key: "", channel: "in_app", isOn: false }] });
    await tell("Only by mail", "comment.created");
    expect(await drain()).toMatchObject({ sent: 1 });
  });
});

describe("quiet hours", () => {
  const always = [1, 2, 3, 4, 5, 6].map((day) => ({ day, from: 0, to: 1440 }));
  const keepQuiet = (person: UserActor, urgentBreaksThrough = true) =>
    db().execute(sql`
      INSERT INTO schedules (user_id, quiet, urgent_breaks_through)
      VALUES (${person.userId}, ${JSON.stringify([...always, { day: 7, from: 0, to: 1439 }])}::jsonb, ${urgentBreaksThrough})
      ON CONFLICT (user_id) DO UPDATE SET urgent_breaks_through = excluded.urgent_breaks_through`);

  it("put a mail off to their end, never the inbox, and the trace says until when", async () => {
    const { ann, tell, drain } = await someone(null);
    await keepQuiet(ann);
    await tell("Good night");
    expect(await listNotifications(ann, { limit: 1 })).toMatchObject({ unreadCount: 1 });
    const { nextDueAt, sent } = await drain();
    expect(sent).toBe(0);
    const [row] = (await listNotifications(ann, { limit: 1 })).notifications;
    expect(await mailStep(ann, row?.id)).toMatchObject({
      state: "pending",
      detail: `to ${ann.email}: quiet hours`,
      until: nextDueAt?.toISOString(),
    });
    expect(nextDueAt?.getUTCDay()).toBe(0);
    await fallDue();
    expect(await drain()).toMatchObject({ sent: 1 });
  });

  it("let through what is urgent, if the person lets it", async () => {
    const { team, ann, drain } = await someone(null);
    const shout = () =>
      notify(team.producer, { type: "test", title: "Fire", priority: "urgent", recipients: { users: [ann.userId] } });
    await keepQuiet(ann);
    await shout();
    expect(await drain()).toMatchObject({ sent: 1 });
    await keepQuiet(ann, false);
    await shout();
    expect(await drain()).toMatchObject({ sent: 0, nextDueAt: expect.any(Date) });
  });
});

/** Lets time pass for all that waits. */
const fallDue = () =>
  db().execute(sql`UPDATE deliveries SET next_attempt_at = clock_timestamp() WHERE state = 'pending'`);

async function mailStep(person: UserActor, id = "") {
  return (await getTrace(person, { id })).steps.find(({ channel }) => channel === "email");
}
