import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import type { Priority } from "@/db/enums";
import { makeCrowd } from "@/tests/crowd";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam, type Team } from "@/tests/people";
import { notify } from "../events/notify";
import { pauseThrottled } from "./circuit-breaker";
import { type Claimed, claim, nextDue } from "./claim";

useDatabase();

beforeEach(async () => {
  await db().execute(sql`DELETE FROM credential_pauses`);
});

/** So many mails for each of a team of their own, the first person's all before the next one's. */
async function makeBacklog(counts: number[]): Promise<Team> {
  const team = await makeTeam();
  await makeCrowd(team, counts.length);
  await notify(team.producer, { type: "test", title: "The first", recipients: { everyone: true } });
  await db().execute(sql`
    WITH first AS (
      SELECT d.*, (${sql.param(counts)}::int[])[row_number() OVER (ORDER BY id)] AS copies
      FROM deliveries d WHERE workspace_id = ${team.workspaceId}
    ), more AS (
      INSERT INTO deliveries (workspace_id, notification_id, user_id, channel, address, digest_id, next_attempt_at)
      SELECT workspace_id, NULL, user_id, channel, address, NULL,
        clock_timestamp() - interval '1 hour' + make_interval(secs => row_number() OVER (ORDER BY first.id, n) / 1e3)
      FROM first, generate_series(2, copies) n
    ) DELETE FROM deliveries d USING first WHERE d.id = first.id AND copies = 0`);
  return team;
}

const tellOne = async (team: Team, priority?: Priority) => {
  const person = await makePerson(team);
  await notify(team.producer, { type: "test", title: "One", priority, recipients: { users: [person.userId] } });
  return person.email;
};

const sent = async (rows: Claimed[]) => {
  const ids = rows.map(({ deliveryId }) => deliveryId);
  await db().execute(sql`UPDATE deliveries SET state = 'sent' WHERE id = ANY(${sql.param(ids)}::uuid[])`);
};

/** Whom each claim was for, until nothing is left. */
async function claimAll({ workspaceId }: Team): Promise<string[][]> {
  const claims: string[][] = [];
  for (;;) {
    const rows = await claim(workspaceId, "email", "a worker");
    if (rows.length === 0) return claims;
    claims.push(rows.map(({ address }) => address));
    await sent(rows);
  }
}

/** Which one of its address each is, from 1, in the order in which they were taken. */
function numbered(addresses: string[]): number[] {
  const seen = new Map<string, number>();
  return addresses.map((address) => {
    const n = (seen.get(address) ?? 0) + 1;
    seen.set(address, n);
    return n;
  });
}

describe("who is told first", () => {
  it.each([
    ["two floods", [300, 200]],
    ["a few who have some", [40, 20, 10, 5, 1, 1, 7]],
    ["more floods than one claim takes", Array.from({ length: 20 }, () => 12)],
    ["many, and a flood among them", [200, ...Array.from({ length: 90 }, () => 3)]],
  ])("with %s, each has their next before anybody has the one after that", async (_, counts) => {
    const claims = await claimAll(await makeBacklog(counts));
    const order = numbered(claims.flat());
    expect(order).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    // Fair, and never idle: what one claim can take it takes.
    expect(claims.slice(0, -1).filter((rows) => rows.length < 16)).toEqual([]);
  });

  it("is whoever came last with one, before a flood of hours ago", async () => {
    const team = await makeBacklog([500]);
    const email = await tellOne(team);
    const [first = []] = await claimAll(team);
    expect(first.slice(0, 2)).toContain(email);
  });

  it("is what is urgent, whatever waits", async () => {
    const team = await makeBacklog(Array.from({ length: 100 }, () => 3));
    const email = await tellOne(team, "urgent");
    const rows = await claim(team.workspaceId, "email", "a worker");
    expect(rows[0]?.address).toBe(email);
    expect(rows).toHaveLength(16);
  });

  it("is found behind thousands of places with nothing due, within a few claims", async () => {
    const team = await makeBacklog([...Array.from({ length: 2000 }, () => 1), 500]);
    await db().execute(sql`
      UPDATE deliveries SET next_attempt_at = clock_timestamp() + interval '1 hour'
      WHERE workspace_id = ${team.workspaceId} AND notification_id IS NOT NULL`);
    const email = await tellOne(team);
    const claims = await claimAll(team);
    expect(claims.flat()).toHaveLength(500);
    expect(claims.slice(0, 6).flat()).toContain(email);
  });
});

describe("a place that is slowed down", () => {
  const throttled = { error: "slow down", afterSeconds: 60, isPlaceOnly: true, status: 429 };

  it("waits alone, and the next look is when it may go on", async () => {
    const team = await makeBacklog([100, 3]);
    const [noisy] = await claim(team.workspaceId, "email", "a worker");
    if (!noisy) throw new Error("nothing was claimed");
    await pauseThrottled(noisy, throttled);
    await db().execute(sql`UPDATE deliveries SET state = 'pending', next_attempt_at = now() WHERE state = 'sending'`);
    const claims = await claimAll(team);
    expect(new Set(claims.flat())).not.toContain(noisy.address);
    expect(claims.flat().length).toBeGreaterThan(0);
    const at = (await nextDue(team.workspaceId, "email")).nextDueAt?.getTime() ?? 0;
    expect(at - Date.now()).toBeGreaterThan(50_000);
  });

  it("with two others of its credential means the credential", async () => {
    const team = await makeBacklog([2, 2, 2, 2]);
    const rows = await claim(team.workspaceId, "email", "a worker");
    const places = [...new Map(rows.map((row) => [row.place, row])).values()];
    for (const row of places.slice(0, 3)) await pauseThrottled(row, throttled);
    await db().execute(sql`UPDATE deliveries SET state = 'pending', next_attempt_at = now() WHERE state = 'sending'`);
    expect(await claim(team.workspaceId, "email", "a worker")).toEqual([]);
  });
});
