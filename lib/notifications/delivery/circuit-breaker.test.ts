import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { makeCrowd } from "@/tests/crowd";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam, type Team } from "@/tests/people";
import { type Behaviour, useResendServer } from "@/tests/resend-server";
import type { Outcome } from "../channels/define";
import { notify } from "../events/notify";
import { noteBatch, pauseCredential } from "./circuit-breaker";
import { drainDeliveries } from "./drain";
import { alertOfGone } from "./failure-alerts";

useDatabase();

const provider = useResendServer();

beforeAll(async () => {
  process.env.SYSTEM_ALERT_EMAIL = "ops@example.com";
});
beforeEach(async () => {
  await db().execute(sql`UPDATE deliveries SET state = 'cancelled' WHERE state IN ('pending', 'retrying', 'sending')`);
  await db().execute(sql`DELETE FROM credential_pauses`);
  await db().execute(sql`DELETE FROM rate_buckets`);
});

/** A team of so many people, all of whom were told something. */
async function tellCrowd(people: number): Promise<Team> {
  const team = await makeTeam();
  await makeCrowd(team, people);
  await notify(team.producer, { type: "test", title: "All hands", recipients: { everyone: true } });
  return team;
}

const drain = ({ workspaceId }: Team, budgetMs?: number) => drainDeliveries(workspaceId, "email", budgetMs);

/** One claim, and what came of it. */
const drainOnce = (team: Team) => drain(team, 0);

const untilNow = () => db().execute(sql`UPDATE credential_pauses SET until = clock_timestamp()`);

async function pauseOf(key = "email:instance") {
  const { rows } = await db().execute<{ failures: number; ramp: number; wait: number }>(sql`
    SELECT failures, ramp, extract(epoch FROM until - clock_timestamp())::float8 AS wait
    FROM credential_pauses WHERE key = ${key}`);
  return rows[0];
}

async function statesOf(team: Team) {
  const { rows } = await db().execute<{ state: string; attempts: number; count: number }>(sql`
    SELECT state, attempts, count(*)::int AS count FROM deliveries WHERE workspace_id = ${team.workspaceId}
    GROUP BY 1, 2 ORDER BY 1, 2`);
  return rows;
}

describe("a provider that slows us down", () => {
  it.each([
    ["seconds", "90", 90],
    ["a date, by its own clock", "Wed, 01 Jan 2020 00:01:30 GMT", 90],
    ["nothing", undefined, 5],
    ["less than a second", "0", 1],
    ["a year", "31536000", 3600],
    ["words", "soon", 5],
  ])("by 429 with %s is left alone so long by every workspace, and no try is counted", async (_, value, seconds) => {
    const [one, other] = [await tellCrowd(3), await tellCrowd(2)];
    const headers = { date: "Wed, 01 Jan 2020 00:00:00 GMT", ...(value && { "retry-after": value }) };
    provider.behave(() => ({ status: 429, headers }));
    const { nextDueAt } = await drain(one);
    expect((await pauseOf())?.wait).toBeGreaterThan(seconds - 3);
    expect((await pauseOf())?.wait).toBeLessThanOrEqual(seconds);
    expect((nextDueAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan((seconds - 3) * 1000);
    expect(await statesOf(one)).toEqual([{ state: "retrying", attempts: 0, count: 3 }]);
    if (seconds < 60) return;
    const calls = provider.calls();
    expect((await drain(other)).nextDueAt?.getTime()).toBeGreaterThan(Date.now() + (seconds - 5) * 1000);
    expect(provider.calls()).toBe(calls);
    expect(await statesOf(other)).toEqual([{ state: "pending", attempts: 0, count: 2 }]);
  });

  it("gets one, then two, four, eight, and all again", async () => {
    const team = await tellCrowd(60);
    await pauseCredential("email:instance", { afterSeconds: 60, error: "slow down" });
    expect(await drainOnce(team)).toMatchObject({ sent: 0 });
    await untilNow();
    const sent: number[] = [];
    for (let i = 0; i < 6; i++) sent.push((await drainOnce(team)).sent);
    expect(sent).toEqual([1, 2, 4, 8, 16, 16]);
    expect(await pauseOf()).toBeUndefined();
  });

  it("is heard by a process that has never met it", async () => {
    const team = await tellCrowd(2);
    provider.behave(() => ({ status: 429, headers: { "retry-after": "60" } }));
    await drain(team);
    const calls = provider.calls();
    vi.resetModules();
    const another = await import("./drain");
    await Promise.all([another.drainDeliveries(team.workspaceId, "email"), drain(team)]);
    expect(provider.calls()).toBe(calls);
  });

  it("does not hold up what another credential sends", async () => {
    const team = await tellCrowd(2);
    await pauseCredential("web_push:instance", { afterSeconds: 60, error: "slow down" });
    await pauseCredential("email:another", { afterSeconds: 60, error: "slow down" });
    expect(await drain(team)).toMatchObject({ sent: 2, nextDueAt: null });
  });
});

describe("a provider that fails", () => {
  const faults: [string, Behaviour][] = [
    ["500", { status: 500 }],
    ["a broken connection", "reset"],
    ["half an answer", "half"],
  ];
  it.each(faults)(
    "with %s is asked no more after five failures in a row, and the operator hears once",
    async (_, fault) => {
      const team = await tellCrowd(40);
      provider.behave(({ to }) => (to === "ops@example.com" ? "accept" : fault));
      const calls = provider.calls();
      await drain(team);
      await vi.waitFor(() => expect(provider.mails.map(({ to }) => to)).toEqual(["ops@example.com"]));
      expect(provider.mails[0]?.subject).toBe("[Belfry] Email is not taken by its provider");
      expect(provider.calls() - calls).toBe(16 + 1);
      expect(await statesOf(team)).toEqual([
        { state: "pending", attempts: 0, count: 24 },
        { state: "retrying", attempts: 1, count: 16 },
      ]);
      await untilNow();
      await drain(team);
      expect(provider.calls() - calls).toBe(16 + 1 + 1);
      expect((await pauseOf())?.wait).toBeGreaterThan(25);
      provider.behave(() => "accept");
      await untilNow();
      expect((await drain(team)).sent).toBe(23);
      expect(await pauseOf()).toBeUndefined();
      expect(provider.mails.filter(({ to }) => to === "ops@example.com")).toHaveLength(1);
    },
  );

  it("only now and then is never left alone: an answer between failures closes the count", async () => {
    const team = await makeTeam();
    const ann = await makePerson(team);
    for (let i = 0; i < 12; i++) {
      await notify(team.producer, { type: "test", title: `${i}`, recipients: { users: [ann.userId] } });
      provider.behave(() => (i % 4 === 3 ? { status: 422 } : "reset"));
      await drain(team);
    }
    expect((await pauseOf())?.failures ?? 0).toBe(0);
    expect((await statesOf(team)).map(({ state, count }) => [state, count])).toEqual([
      ["failed", 3],
      ["retrying", 9],
    ]);
  });
});

describe("a workspace's own integration that fails", () => {
  const failed: Outcome = { kind: "retry", error: "Slack could not take it just now (503)." };

  async function makeWebhook() {
    const team = await makeTeam();
    const [owner, admin] = [await makePerson(team, "owner"), await makePerson(team, "admin")];
    await makePerson(team);
    const { rows } = await db().execute<{ id: string }>(sql`
      INSERT INTO channel_configs (workspace_id, channel, name, sealed_target, events_enabled)
      VALUES (${team.workspaceId}, 'slack_webhook', 'deploys', 'sealed', '{}') RETURNING id`);
    const destination = { id: rows[0]?.id ?? "" };
    const failing = { channel: "slack_webhook", workspace: { id: team.workspaceId }, destination } as const;
    const row = { ...failing, credential: `slack_webhook:${destination.id}`, ramp: 16, isTroubled: true };
    const notified = async () => {
      const { rows } = await db().execute<{ user_id: string; title: string }>(sql`
        SELECT n.user_id, a.title FROM notifications n JOIN activities a ON a.id = n.activity_id
        WHERE n.workspace_id = ${team.workspaceId} AND n.type = 'integration.failing' ORDER BY n.id`);
      return rows;
    };
    return { row, notified, admins: [owner.userId, admin.userId].sort() };
  }

  it("is told of to its admins and owner once, and again only for another outage", async () => {
    const { row, notified, admins } = await makeWebhook();
    const attempt = (outcome: Outcome) => noteBatch([{ row, outcome }]);
    for (let i = 0; i < 4; i++) await attempt(failed);
    expect(await notified()).toEqual([]);
    for (let i = 0; i < 4; i++) await attempt(failed);
    expect((await notified()).map(({ user_id }) => user_id).sort()).toEqual(admins);
    expect((await notified())[0]?.title).toBe("Slack webhook (deploys) is failing");
    expect(provider.mails).toHaveLength(0);
    await untilNow();
    await attempt({ kind: "sent", providerId: "" });
    for (let i = 0; i < 5; i++) await attempt(failed);
    expect(await notified()).toHaveLength(4);
  });

  it("keeps nothing from being written where nobody is to be told", async () => {
    const { row, notified } = await makeWebhook();
    await db().execute(sql`DELETE FROM members WHERE workspace_id = ${row.workspace.id}`);
    await noteBatch(Array.from({ length: 5 }, () => ({ row, outcome: failed })));
    expect(await notified()).toEqual([]);
    expect(await pauseOf(row.credential)).toMatchObject({ failures: 5, ramp: 1 });
  });

  it("is told of once when it is gone, however many were on their way to it", async () => {
    const { row, notified, admins } = await makeWebhook();
    await Promise.all([1, 2, 3].map(() => alertOfGone(row, "Slack says that this webhook no longer exists (410).")));
    await alertOfGone(row, "Slack says that this webhook no longer exists (404).");
    expect((await notified()).map(({ user_id }) => user_id).sort()).toEqual(admins);
  });
});

it("of a thousand with one poison among them 999 arrive, and one is a dead letter with its reason", async () => {
  const team = await tellCrowd(1000);
  const { rows } = await db().execute<{ address: string }>(sql`
    SELECT address FROM deliveries WHERE workspace_id = ${team.workspaceId} ORDER BY id OFFSET 500 LIMIT 1`);
  const poison = rows[0]?.address;
  provider.behave(({ to }) => (to === poison ? { status: 422, message: "Invalid `to` field" } : "accept"));
  expect((await drain(team, 60_000)).sent).toBe(999);
  expect(new Set(provider.mails.map(({ key }) => key)).size).toBe(999);
  const dead = await db().execute(sql`
    SELECT address, reason, last_error FROM deliveries WHERE workspace_id = ${team.workspaceId} AND state = 'failed'`);
  expect(dead.rows).toEqual([{ address: poison, reason: "refused by the provider", last_error: "Invalid `to` field" }]);
}, 90_000);
