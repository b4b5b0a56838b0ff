import type { Agent } from "node:https";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { env } from "@/lib/env";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { startPushServer } from "@/tests/push-server";
import { drainDeliveries } from "../delivery/drain";
import { notify } from "../events/notify";

// The guard's own agent, with one more authority: what NODE_EXTRA_CA_CERTS adds, which Node reads before any test begins.
const trusted = vi.hoisted(() => ({ ca: "" }));
vi.mock("@/lib/egress/agent", async (original) => {
  const { egressAgent } = await original<typeof import("@/lib/egress/agent")>();
  return {
    egressAgent: (...given: Parameters<typeof egressAgent>) => {
      const agent = egressAgent(...given) as Agent;
      agent.options.ca = trusted.ca;
      return agent;
    },
  };
});

useDatabase();

let service: Awaited<ReturnType<typeof startPushServer>>;

beforeAll(async () => {
  service = await startPushServer();
  env().EGRESS_ALLOW = [service.host];
  trusted.ca = service.cert;
});
afterAll(() => service.close());
beforeEach(() => {
  service.pushes.length = 0;
  service.behave(() => "accept");
});

interface Event {
  title?: string;
  body?: string;
  link?: string;
  priority?: "low" | "urgent";
  subject?: { kind: string; id: string };
}

/** Somebody with one browser, who is told something. */
async function tellOne(event: Event = {}) {
  const team = await makeTeam({ productUrl: "https://pilot.example.com", linkHosts: ["docs.example.com"] });
  const ann = await makePerson(team);
  const subscription = service.subscribe();
  const device = await register(ann, subscription);
  const tell = (more: Event = {}) =>
    notify(team.producer, { type: "test", title: "Hello", ...event, ...more, recipients: { users: [ann.userId] } });
  const { eventId } = await tell();
  const drain = () => drainDeliveries(team.workspaceId, "web_push");
  return { team, ann, subscription, device, tell, drain, stateOf: () => stateOf(eventId) };
}

async function register(who: Awaited<ReturnType<typeof makePerson>>, body: object) {
  const path = `/api/workspaces/${who.workspaceSlug}/notifications/web-push/subscribe`;
  const answer = await callApi(`POST ${path}`, { cookie: await cookieFor(who), body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return String(answer.body.id);
}

async function stateOf(eventId: string) {
  const { rows } = await db().execute(sql`
    SELECT d.id, d.state, d.reason, d.last_error, d.attempts, d.provider_id,
      extract(epoch FROM d.next_attempt_at - clock_timestamp())::float8 AS wait
    FROM deliveries d JOIN notifications n ON n.id = d.notification_id
    WHERE n.activity_id = ${eventId} AND d.channel = 'web_push'`);
  return rows[0] ?? {};
}

const messageOf = (text: string | undefined) => JSON.parse(text ?? "null");

describe("a push", () => {
  it("arrives encrypted for that browser, signed by our key, in the declarative form", async () => {
    const { drain, stateOf, team, subscription } = await tellOne({ body: "Two\nlines", link: "/notifications?x=1" });
    expect(await drain()).toMatchObject({ sent: 1, nextDueAt: null });
    const [push] = service.pushes;
    expect(push?.endpoint).toBe(subscription.endpoint);
    expect(push?.headers).toMatchObject({
      "content-encoding": "aes128gcm",
      ttl: "86400",
      urgency: "normal",
      topic: expect.stringMatching(/^[\w-]{32}$/),
    });
    expect(push?.vapid.key).toBe(env().WEB_PUSH_VAPID_PUBLIC_KEY);
    expect(push?.vapid.claims).toMatchObject({
      aud: `https://${service.host}`,
      sub: "mailto:belfry@localhost.invalid",
    });
    const hours = ((push?.vapid.claims.exp ?? 0) - Date.now() / 1000) / 3600;
    expect(hours).toBeGreaterThan(0);
    expect(hours).toBeLessThan(24);
    const row = await stateOf();
    expect(row).toMatchObject({ state: "sent", provider_id: "/message/1" });
    expect(messageOf(push?.text)).toEqual({
      web_push: 8030,
      notification: {
        title: "Hello",
        body: "Two\nlines",
        navigate: `http://localhost:3000/notifications?x=1&w=${team.slug}`,
        tag: push?.headers.topic,
        actions: [
          expect.objectContaining({ action: "read", title: "Mark read" }),
          expect.objectContaining({ action: "snooze", title: "Snooze an hour" }),
        ],
        data: {
          id: expect.any(String),
          ws: team.slug,
          link: `/notifications?x=1&w=${team.slug}`,
          hosts: [],
          seq: 1,
          receipt: expect.stringContaining(`${row.id}.`),
        },
      },
      app_badge: 1,
      mutable: true,
    });
  });

  it("tells what is unread in every workspace of theirs, and only of theirs", async () => {
    const { ann, drain, tell } = await tellOne();
    const other = await makeTeam();
    await db().execute(sql`INSERT INTO members (workspace_id, user_id, role)
      VALUES (${other.workspaceId}, ${ann.userId}, 'member')`);
    await notify(other.producer, { type: "test", title: "There", recipients: { users: [ann.userId] } });
    await drain();
    expect(messageOf(service.pushes[0]?.text).app_badge).toBe(2);
    await db().execute(sql`DELETE FROM members WHERE workspace_id = ${other.workspaceId}`);
    await tell();
    await drain();
    expect(messageOf(service.pushes[1]?.text).app_badge).toBe(2);
  });

  it("is urgent when the event is, and takes the place of the one before of its subject", async () => {
    const { drain, tell } = await tellOne({ subject: { kind: "ticket", id: "7" }, priority: "urgent" });
    await drain();
    await tell({ title: "Again", priority: "low" });
    await drain();
    await tell({ subject: { kind: "ticket", id: "8" } });
    await drain();
    const [first, second, third] = service.pushes.map(({ headers }) => headers);
    expect([first?.urgency, second?.urgency]).toEqual(["high", "low"]);
    expect(second?.topic).toBe(first?.topic);
    expect(third?.topic).not.toBe(first?.topic);
  });

  it.each([
    ["https://docs.example.com/a", "https://docs.example.com/a", ["docs.example.com"]],
    ["https://pilot.example.com/a", "https://pilot.example.com/a", ["pilot.example.com"]],
  ])("names the host that %s leads to", async (link, expected, hosts) => {
    const { drain } = await tellOne({ link });
    await drain();
    expect(messageOf(service.pushes[0]?.text).notification).toMatchObject({ navigate: expected, data: { hosts } });
  });

  it("leads to the inbox, not along a path that would become a host", async () => {
    const { drain, team } = await tellOne({ link: "/evil.example" });
    // As it could be written before the door refused it.
    await db().execute(sql`UPDATE activities SET link = '/.//evil.example' WHERE workspace_id = ${team.workspaceId}`);
    await drain();
    const { data } = messageOf(service.pushes[0]?.text).notification;
    expect(data).toMatchObject({ link: `/notifications?w=${team.slug}&n=${data.id}` });
  });

  it("leads to the inbox when the workspace allows that host no more", async () => {
    const { drain, team } = await tellOne({ link: "https://docs.example.com/a" });
    await db().execute(sql`UPDATE workspaces SET link_hosts = '{}' WHERE id = ${team.workspaceId}`);
    await drain();
    const { data } = messageOf(service.pushes[0]?.text).notification;
    expect(data).toMatchObject({ link: `/notifications?w=${team.slug}&n=${data.id}`, hosts: [] });
  });

  it("is whole within what push services take, however long its words are", async () => {
    const { drain, stateOf } = await tellOne({
      title: "👩‍👩‍👧".repeat(25),
      body: "好".repeat(500),
      link: `/${"é".repeat(499)}`,
    });
    await drain();
    expect(await stateOf()).toMatchObject({ state: "sent" });
    expect(service.pushes[0]?.bytes).toBeLessThanOrEqual(4096);
  });

  it("goes nowhere but to push services, whatever stands in the table", async () => {
    const { drain, stateOf, subscription, ann, tell } = await tellOne();
    env().EGRESS_ALLOW = [];
    await drain();
    env().EGRESS_ALLOW = [service.host];
    expect(await stateOf()).toMatchObject({ state: "failed", last_error: expect.stringMatching(/^Only /) });
    expect(service.pushes).toEqual([]);
    // The address goes to somebody else while a message for Ann waits.
    await tell();
    const ben = await makePerson(await makeTeam());
    await register(ben, subscription);
    await drain();
    expect(service.pushes).toEqual([]);
    expect(ann.userId).not.toBe(ben.userId);
  });

  it("waits for nobody when no keys are set", async () => {
    const { drain, stateOf } = await tellOne();
    const { WEB_PUSH_VAPID_PRIVATE_KEY: kept } = env();
    env().WEB_PUSH_VAPID_PRIVATE_KEY = undefined;
    await drain();
    env().WEB_PUSH_VAPID_PRIVATE_KEY = kept;
    expect(await stateOf()).toMatchObject({ state: "skipped", last_error: expect.stringContaining("are not set") });
  });
});

describe("a push service's refusal", () => {
  it.each([404, 410])("%s ends the delivery and retires the browser", async (status) => {
    const { drain, stateOf, tell, ann, subscription } = await tellOne();
    service.behave(() => ({ status }));
    await drain();
    expect(await stateOf()).toMatchObject({ state: "failed", attempts: 1 });
    const before = service.calls();
    await tell();
    await drain();
    expect(service.calls()).toBe(before);
    service.behave(() => "accept");
    await register(ann, subscription);
    await tell();
    await drain();
    expect(service.pushes).toHaveLength(1);
  });

  it("does not retire a browser that has registered again since", async () => {
    const { drain, ann, subscription, stateOf } = await tellOne();
    service.behave(async () => {
      await register(ann, subscription);
      return { status: 410 };
    });
    await drain();
    expect(await stateOf()).toMatchObject({ state: "failed" });
    const { rows } = await db().execute(sql`SELECT failures FROM devices WHERE address = ${subscription.endpoint}`);
    expect(rows).toEqual([{ failures: 0 }]);
  });

  it("429 waits as long as it asks, and is no try", async () => {
    const { drain, stateOf } = await tellOne();
    service.behave(() => ({ status: 429, headers: { "retry-after": "90" } }));
    await drain();
    const row = await stateOf();
    expect(row).toMatchObject({ state: "retrying", attempts: 0 });
    expect(row.wait).toBeGreaterThan(80);
    await db().execute(sql`DELETE FROM credential_pauses`);
  });

  it.each([{ status: 500 }, { status: 503 }, "reset" as const])("%j is tried again", async (behaviour) => {
    const { drain, stateOf } = await tellOne();
    service.behave(() => behaviour);
    await drain();
    expect(await stateOf()).toMatchObject({ state: "retrying", attempts: 1 });
    await db().execute(sql`DELETE FROM credential_pauses`);
  });

  it.each([400, 403, 413, 302])("%s is final", async (status) => {
    const { drain, stateOf } = await tellOne();
    service.behave(() => ({ status, headers: { location: `https://${service.host}/elsewhere` } }));
    await drain();
    expect(await stateOf()).toMatchObject({ state: "failed", attempts: 1 });
  });

  it.each(["hang", "drip"] as const)(
    "%s is given up after ten seconds",
    async (behaviour) => {
      const { drain, stateOf } = await tellOne();
      service.behave(() => behaviour);
      const begun = Date.now();
      await drain();
      expect(Date.now() - begun).toBeLessThan(13_000);
      expect(await stateOf()).toMatchObject({
        state: "retrying",
        last_error: expect.stringContaining("did not answer within 10 s"),
      });
      await db().execute(sql`DELETE FROM credential_pauses`);
    },
    20_000,
  );
});
