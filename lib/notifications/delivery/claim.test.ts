import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { makeCrowd } from "@/tests/crowd";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { type Behaviour, useResendServer } from "@/tests/resend-server";
import { runs } from "@/tests/runs";
import { notify } from "../events/notify";
import { markAllRead } from "../inbox/edits";
import { acknowledgeDelivery } from "./acknowledge";
import { claim } from "./claim";
import { drainDeliveries } from "./drain";

useDatabase();

const provider = useResendServer();

beforeEach(async () => {
  await db().execute(sql`DELETE FROM credential_pauses`);
});

async function tellOne() {
  const team = await makeTeam();
  const ann = await makePerson(team);
  await notify(team.producer, { type: "test", title: "Hello", recipients: { users: [ann.userId] } });
  return { ...team, ann };
}

const everythingIsDue = () => db().execute(sql`UPDATE deliveries SET next_attempt_at = clock_timestamp()`);

async function deliveryOf(workspaceId: string) {
  const { rows } = await db().execute<{ id: string; state: string; reason: string | null; attempts: number }>(sql`
    SELECT id, state, reason, attempts FROM deliveries WHERE workspace_id = ${workspaceId}`);
  const [row] = rows;
  if (!row) throw new Error("no delivery");
  return row;
}

describe("a delivery whose workers die", () => {
  it("is taken over three times without using up a try, then ends as a dead letter", async () => {
    const { workspaceId } = await tellOne();
    for (let deaths = 0; deaths < 4; deaths++) {
      expect(await claim(workspaceId, "email", `worker ${deaths}`)).toHaveLength(1);
      await everythingIsDue();
    }
    expect(await deliveryOf(workspaceId)).toMatchObject({ state: "sending", attempts: 1 });
    expect(await claim(workspaceId, "email", "the fifth")).toHaveLength(0);
    expect(await deliveryOf(workspaceId)).toMatchObject({
      state: "exhausted",
      reason: "its worker died each time it was sent",
    });
    expect(provider.mails).toHaveLength(0);
  });

  it("takes nobody with it: from the second death on its neighbours are sent one by one, and arrive", async () => {
    const team = await makeTeam();
    await makeCrowd(team, 8);
    await notify(team.producer, { type: "test", title: "Hello", recipients: { everyone: true } });
    const { rows } = await db().execute<{ id: string }>(
      sql`SELECT id FROM deliveries WHERE workspace_id = ${team.workspaceId} ORDER BY id OFFSET 3 LIMIT 1`,
    );
    const killer = rows[0]?.id ?? "";
    const sizes: number[] = [];
    // A worker that dies as soon as it holds the one that kills, and else sends what it holds.
    for (let life = 0; life < 20; life++) {
      await everythingIsDue();
      const held = await claim(team.workspaceId, "email", `worker ${life}`);
      if (held.length > 0) sizes.push(held.length);
      if (held.some(({ deliveryId }) => deliveryId === killer)) continue;
      await db().execute(
        sql`UPDATE deliveries SET state = 'sent' WHERE id = ANY(${sql.param(held.map((row) => row.deliveryId))}::uuid[])`,
      );
    }
    expect(sizes.slice(0, 3)).toEqual([8, 8, 1]);
    const states = await db().execute(sql`
      SELECT state, count(*)::int AS count FROM deliveries WHERE workspace_id = ${team.workspaceId} GROUP BY 1 ORDER BY 1`);
    expect(states.rows).toEqual([
      { state: "exhausted", count: 1 },
      { state: "sent", count: 7 },
    ]);
  });

  it("is forgiven once a worker lives to write down what came of it", async () => {
    const { workspaceId } = await tellOne();
    await claim(workspaceId, "email", "dies");
    await everythingIsDue();
    provider.behave(() => ({ status: 500 }));
    await drainDeliveries(workspaceId, "email");
    const { rows } = await db().execute(sql`SELECT takeovers FROM deliveries WHERE workspace_id = ${workspaceId}`);
    expect(rows).toEqual([{ takeovers: 0 }]);
  });
});

const BEHAVIOURS: Behaviour[] = [
  "accept",
  "reset",
  "half",
  { status: 500 },
  { status: 422 },
  { status: 429, headers: { "retry-after": "1" } },
];
const STEPS = ["drain", "two drains", "die", "acknowledge", "read"] as const;

/** Where a delivery may go from each state, by itself. */
const FORWARD: Record<string, string[]> = {
  pending: ["sending", "retrying", "sent", "delivered", "failed", "exhausted", "cancelled"],
  retrying: ["sending", "sent", "delivered", "failed", "exhausted", "cancelled"],
  sending: ["retrying", "sent", "delivered", "failed", "exhausted", "cancelled"],
  sent: ["delivered"],
  delivered: [],
  failed: [],
  exhausted: [],
  cancelled: [],
};

it("only ever goes forward, and is never sent again once it has ended", async () => {
  const step = fc.record({ what: fc.constantFrom(...STEPS), behaviour: fc.constantFrom(...BEHAVIOURS) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const { workspaceId, ann } = await tellOne();
      const calls = provider.calls();
      let before = { ...(await deliveryOf(workspaceId)), calls };
      for (const { what, behaviour } of steps) {
        provider.behave(() => behaviour);
        await db().execute(sql`DELETE FROM credential_pauses`);
        await everythingIsDue();
        await take(what, workspaceId, ann, before.id);
        const now = { ...(await deliveryOf(workspaceId)), calls: provider.calls() };
        if (now.state !== before.state) expect(FORWARD[before.state]).toContain(now.state);
        if (FORWARD[before.state]?.length === 0 || before.state === "sent") expect(now.calls).toBe(before.calls);
        expect(now.attempts).toBeLessThanOrEqual(4);
        before = now;
      }
    }),
    { numRuns: runs(40) },
  );
});

async function take(
  what: (typeof STEPS)[number],
  workspaceId: string,
  ann: Awaited<ReturnType<typeof makePerson>>,
  deliveryId: string,
): Promise<void> {
  if (what === "die") await claim(workspaceId, "email", crypto.randomUUID());
  else if (what === "acknowledge") await acknowledgeDelivery({ deliveryId });
  else if (what === "read") await markAllRead(ann, {});
  else {
    const drains = what === "drain" ? 1 : 2;
    await Promise.all(Array.from({ length: drains }, () => drainDeliveries(workspaceId, "email", 0)));
  }
}

describe("an acknowledgement", () => {
  it("by the delivery's id or the provider's makes what was sent delivered, once", async () => {
    const [one, other] = [await tellOne(), await tellOne()];
    await drainDeliveries(one.workspaceId, "email");
    await drainDeliveries(other.workspaceId, "email");
    const { id } = await deliveryOf(one.workspaceId);
    expect(await acknowledgeDelivery({ deliveryId: id })).toBe(true);
    expect(await acknowledgeDelivery({ deliveryId: id })).toBe(false);
    expect(await acknowledgeDelivery({ channel: "web_push", providerId: "mail-2" })).toBe(false);
    expect(await acknowledgeDelivery({ channel: "email", providerId: "mail-2" })).toBe(true);
    expect((await deliveryOf(one.workspaceId)).state).toBe("delivered");
    expect((await deliveryOf(other.workspaceId)).state).toBe("delivered");
  });

  it("that is faster than the provider's answer is not taken back by it", async () => {
    const { workspaceId } = await tellOne();
    const { id } = await deliveryOf(workspaceId);
    provider.behave(() => ({ status: 500 }));
    const acknowledged = new Promise((resolve) => {
      provider.behave(() => {
        setImmediate(() =>
          acknowledgeDelivery({ deliveryId: id })
            .then(resolve)
            .finally(() => provider.cut()),
        );
        return "hang";
      });
    });
    await drainDeliveries(workspaceId, "email");
    expect(await acknowledged).toBe(true);
    expect((await deliveryOf(workspaceId)).state).toBe("delivered");
    const { rows } = await db().execute(sql`SELECT outcome FROM delivery_attempts WHERE delivery_id = ${id}`);
    expect(rows).toEqual([{ outcome: "retry" }]);
  });

  it("of what has not gone out changes nothing", async () => {
    const { workspaceId } = await tellOne();
    const { id } = await deliveryOf(workspaceId);
    expect(await acknowledgeDelivery({ deliveryId: id })).toBe(false);
    expect((await deliveryOf(workspaceId)).state).toBe("pending");
  });
});
