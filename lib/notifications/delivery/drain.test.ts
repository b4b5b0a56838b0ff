import { sql } from "drizzle-orm";
import PostalMime from "postal-mime";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { useResendServer } from "@/tests/resend-server";
import { notify } from "../events/notify";
import { markRead } from "../inbox/edits";
import { listNotifications } from "../inbox/list";
import { drainDeliveries, findDue } from "./drain";

useDatabase();

const provider = useResendServer();

beforeEach(async () => {
  await db().execute(sql`DELETE FROM credential_pauses`);
});

async function tellOne(title = "Hello") {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const receipt = await notify(team.producer, {
    type: "test",
    title,
    body: "Two\nlines",
    recipients: { users: [ann.userId] },
  });
  return { team, ann, receipt, drain: () => drainDeliveries(team.workspaceId, "email") };
}

describe("a delivery", () => {
  it("becomes one mail with a text part, a link into the inbox, and the workspace in its subject", async () => {
    const { ann, drain, team } = await tellOne();
    expect(await drain()).toMatchObject({ sent: 1, nextDueAt: null });
    expect(provider.mails).toHaveLength(1);
    const [mail] = provider.mails;
    expect(mail).toMatchObject({ to: ann.email, subject: expect.stringMatching(/^\[Team \d+\] Hello$/) });
    expect(mail?.text).toContain("Two\nlines");
    expect(mail?.html).toContain(`/notifications?w=${team.slug}`);
    expect(await drain()).toMatchObject({ sent: 0 });
    expect(provider.mails).toHaveLength(1);
  });

  it("keeps no secret that a provider echoes: not in its log, its tries or the pause of its credential", async () => {
    const key = "Xq7-odd-key-of-no-known-form";
    vi.stubEnv("TWILIO_AUTH_TOKEN", key);
    const basic = Buffer.from(`AC1:${key}`).toString("base64");
    provider.behave(() => ({
      status: 500,
      message: `Bad call\0 with ${key}, ${encodeURIComponent(key)} and ${basic}`,
    }));
    const { team, drain } = await tellOne();
    await drain();
    const { rows } = await db().execute<{ words: string }>(sql`
      SELECT d.last_error AS words FROM deliveries d WHERE d.workspace_id = ${team.workspaceId}
      UNION ALL SELECT t.error FROM delivery_attempts t JOIN deliveries d ON d.id = t.delivery_id
        WHERE d.workspace_id = ${team.workspaceId}
      UNION ALL SELECT last_error FROM credential_pauses`);
    expect(rows).toHaveLength(3);
    for (const { words } of rows) {
      expect(words).toMatch(/^Bad call {1,2}with \[redacted\], \[redacted\] and \S*\[redacted\]\S*$/);
    }
    vi.unstubAllEnvs();
  });

  it("says what a producer wrote, also where that looks like a stand-in or like something encoded", async () => {
    const spelled = "See https://stop.invalid/ and https://inbox.invalid/ =?utf-8?Q?Your_invoice?=";
    const { team, ann, drain } = await tellOne(spelled);
    await drain();
    const [mail] = provider.mails;
    // Their own: the foot's link, and the one that mail programs offer.
    expect(mail?.html.match(/\/unsubscribe\?/g)).toHaveLength(1);
    expect(mail?.html).toContain("https://stop.invalid/ and https://inbox.invalid/");
    expect(mail?.html).toContain(`/notifications?w=${team.slug}`);
    const read = await PostalMime.parse(`Subject: ${mail?.subject}\r\nTo: ${ann.email}\r\n\r\n`);
    expect(read.subject?.replaceAll("\u2060", "")).toContain(spelled);
  });

  it("is one of many that say the same, each with its own person's link in page and text", async () => {
    const team = await makeTeam();
    const people = [await makePerson(team), await makePerson(team)];
    await notify(team.producer, {
      type: "test",
      title: "All hands",
      recipients: { users: people.map((p) => p.userId) },
    });
    expect(await drainDeliveries(team.workspaceId, "email")).toMatchObject({ sent: 2 });
    for (const person of people) {
      const { notifications } = await listNotifications(person, { limit: 20 });
      const mail = provider.mails.find(({ to }) => to === person.email);
      expect(mail?.html).toContain(`?w=${team.slug}&amp;n=${notifications[0]?.id}`);
      expect(mail?.text).toContain(`?w=${team.slug}&n=${notifications[0]?.id}`);
    }
  });

  it("is written down in its own state when others of the same claim end otherwise", async () => {
    const team = await makeTeam();
    const people = [];
    for (let i = 0; i < 8; i++) people.push(await makePerson(team));
    const refused = new Set(people.slice(0, 3).map((person) => person.email));
    provider.behave(({ to }) => (refused.has(to) ? { status: 422 } : "accept"));
    await notify(team.producer, { type: "test", title: "Mixed", recipients: { everyone: true } });
    expect(await drainDeliveries(team.workspaceId, "email")).toMatchObject({ sent: 5, nextDueAt: null });
    const { rows } = await db().execute(sql`
      SELECT d.state, t.outcome, count(*)::int AS count, count(d.provider_id)::int AS named, count(t.ended_at)::int AS ended
      FROM deliveries d JOIN delivery_attempts t ON t.delivery_id = d.id
      WHERE d.workspace_id = ${team.workspaceId} GROUP BY 1, 2 ORDER BY 1`);
    expect(rows).toEqual([
      { state: "failed", outcome: "failed", count: 3, named: 0, ended: 3 },
      { state: "sent", outcome: "sent", count: 5, named: 5, ended: 5 },
    ]);
  });

  it("is sent once by ten workers at the same time", async () => {
    const { drain } = await tellOne();
    await Promise.all(Array.from({ length: 10 }, drain));
    expect(provider.mails).toHaveLength(1);
  });

  it("is tried again under the same key after a worker died between the provider's accept and our status", async () => {
    const { drain, receipt } = await tellOne();
    await drain();
    await db().execute(sql`UPDATE deliveries SET state = 'sending', lease_owner = 'a dead worker', sent_at = NULL, next_attempt_at = clock_timestamp()
      WHERE notification_id IN (SELECT id FROM notifications WHERE activity_id = ${receipt.eventId})`);
    await drain();
    const keys = provider.mails.map((mail) => mail.key);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(await stateOf(receipt.eventId)).toMatchObject({ state: "sent", attempts: 1 });
  });

  it("leaves a row alone whose lease another worker holds", async () => {
    const { drain, receipt } = await tellOne();
    await db().execute(
      sql`UPDATE deliveries SET state = 'sending', lease_owner = 'busy', next_attempt_at = clock_timestamp() + interval '30 seconds'`,
    );
    expect(await drain()).toMatchObject({ sent: 0, nextDueAt: expect.any(Date) });
    expect(await stateOf(receipt.eventId)).toMatchObject({ state: "sending" });
  });

  it("waits 30 s, 2 min, 10 min and is exhausted after four tries, with the provider's words", async () => {
    const { drain, receipt } = await tellOne();
    provider.behave(() => ({ status: 500, message: "on fire" }));
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      await drain();
      const row = await stateOf(receipt.eventId);
      waits.push(Number(row.wait));
      await db().execute(sql`UPDATE deliveries SET next_attempt_at = clock_timestamp() WHERE state = 'retrying'`);
    }
    expect(waits[0]).toBeGreaterThan(20);
    expect(waits[0]).toBeLessThan(40);
    expect(waits[1]).toBeGreaterThan(90);
    expect(waits[2]).toBeGreaterThan(450);
    expect(await stateOf(receipt.eventId)).toMatchObject({ state: "exhausted", attempts: 4, last_error: "on fire" });
    await drain();
    expect((await stateOf(receipt.eventId)).attempts).toBe(4);
  });

  it("fails at once on a permanent answer, and keeps the inbox row", async () => {
    const { drain, receipt, ann } = await tellOne();
    provider.behave(() => ({ status: 422, message: "Invalid `to` field" }));
    await drain();
    expect(await stateOf(receipt.eventId)).toMatchObject({
      state: "failed",
      attempts: 1,
      last_error: "Invalid `to` field",
    });
    expect((await listNotifications(ann, { limit: 5 })).unreadCount).toBe(1);
  });

  it("honours Retry-After on 429 and does not count it as a try", async () => {
    const { drain, receipt } = await tellOne();
    provider.behave(() => ({ status: 429, headers: { "retry-after": "90" } }));
    await drain();
    const row = await stateOf(receipt.eventId);
    expect(row).toMatchObject({ state: "retrying", attempts: 0 });
    expect(Number(row.wait)).toBeGreaterThan(80);
  });

  it("is retried when the connection is cut", async () => {
    const { drain, receipt } = await tellOne();
    provider.behave(() => "reset");
    await drain();
    expect(await stateOf(receipt.eventId)).toMatchObject({ state: "retrying", attempts: 1 });
  });

  it("is cancelled when the person has read it before", async () => {
    const { drain, receipt, ann } = await tellOne();
    const [row] = (await listNotifications(ann, { limit: 1 })).notifications;
    await markRead(ann, { ids: [row?.id ?? ""] });
    expect(await stateOf(receipt.eventId)).toMatchObject({ state: "cancelled", reason: "read before it was sent" });
    await drain();
    expect(provider.mails).toHaveLength(0);
  });

  it("is not tried again when the person has read it while a try was failing", async () => {
    const { drain, receipt, ann } = await tellOne();
    const [row] = (await listNotifications(ann, { limit: 1 })).notifications;
    provider.behave(() => "hang");
    const calls = provider.calls();
    const draining = drain();
    await vi.waitFor(() => expect(provider.calls()).toBe(calls + 1));
    await markRead(ann, { ids: [row?.id ?? ""] });
    provider.cut();
    await draining;
    expect(await stateOf(receipt.eventId)).toMatchObject({ state: "cancelled", reason: "read before it was sent" });
  });

  it("cannot smuggle a header through its title", async () => {
    const { drain } = await tellOne("Hi\r\nBcc: all@example.com");
    await drain();
    expect(provider.mails[0]?.subject).not.toMatch(/[\r\n]/);
  });

  it("has a subject of one line, whatever its title holds", async () => {
    const { drain } = await tellOne("Tab\there, bell\u0007, next line\u0085");
    await drain();
    expect(provider.mails[0]?.subject).toMatch(/^\P{Cc}+$/u);
  });

  it.each([
    ["nothing in it", 500, {}],
    ["no object", 502, null],
    ["another shape", 503, { error: "upstream", message: { text: "x" }, statusCode: "503" }],
    ["NUL in its words", 500, { statusCode: 500, message: "a\0b" }],
  ])("counts as a try when the provider's refusal has %s", async (_, status, json) => {
    const { drain, receipt } = await tellOne();
    provider.behave(() => ({ status, json }));
    await drain();
    expect(await stateOf(receipt.eventId)).toMatchObject({ state: "retrying", attempts: 1 });
  });

  it("is sent when the provider takes it without a name of its own", async () => {
    const { drain, receipt } = await tellOne();
    provider.behave(() => ({ status: 200, json: {} }));
    await drain();
    expect(await stateOf(receipt.eventId)).toMatchObject({ state: "sent", attempts: 1 });
  });

  it("does not hold up the rest when one of thirty is poison", async () => {
    const team = await makeTeam();
    const people = [];
    for (let i = 0; i < 30; i++) people.push(await makePerson(team));
    const poison = people[7]?.email;
    provider.behave((mail) => (mail.to === poison ? { status: 422 } : "accept"));
    const receipt = await notify(team.producer, { type: "test", title: "All", recipients: { everyone: true } });
    await drainDeliveries(team.workspaceId, "email");
    expect(provider.mails.filter((mail) => mail.subject.endsWith("All"))).toHaveLength(29);
    const { rows } =
      await db().execute(sql`SELECT d.state, count(*)::int AS n FROM deliveries d JOIN notifications n ON n.id = d.notification_id
      WHERE n.activity_id = ${receipt.eventId} GROUP BY 1 ORDER BY 1`);
    expect(rows).toEqual([
      { state: "failed", n: 1 },
      { state: "sent", n: 29 },
    ]);
  });
});

it("the sweeper sees what is due, of every workspace, and nothing that is not", async () => {
  await db().execute(sql`UPDATE deliveries SET state = 'cancelled' WHERE state IN ('pending', 'retrying', 'sending')`);
  const { team } = await tellOne();
  const later = await tellOne();
  await db().execute(
    sql`UPDATE deliveries SET next_attempt_at = clock_timestamp() + interval '1 hour' WHERE workspace_id = ${later.team.workspaceId}`,
  );
  expect(await findDue()).toEqual([{ workspaceId: team.workspaceId, channel: "email" }]);
});

async function stateOf(eventId: string): Promise<Record<string, unknown>> {
  const { rows } = await db().execute(sql`
    SELECT d.state, d.attempts, d.last_error, d.reason, extract(epoch FROM d.next_attempt_at - clock_timestamp()) AS wait
    FROM deliveries d JOIN notifications n ON n.id = d.notification_id WHERE n.activity_id = ${eventId}`);
  return rows[0] ?? {};
}
