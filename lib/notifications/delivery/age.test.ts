import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { DELIVERY_CHANNELS, type DeliveryChannel } from "@/db/enums";
import { makeCrowd } from "@/tests/crowd";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam, type Team } from "@/tests/people";
import { useResendServer } from "@/tests/resend-server";
import { sendersOf } from "../channels/registry";
import { notify } from "../events/notify";
import { endTooOld } from "./age";
import { pauseCredential } from "./circuit-breaker";
import { drainDeliveries, findDue } from "./drain";
import { listDeliveries } from "./log/list";
import { retryDeliveries } from "./log/retry";

useDatabase();

const HOUR = 3600;
const LIMITS: Partial<Record<DeliveryChannel, number>> = {
  email: 72 * HOUR,
  web_push: 24 * HOUR,
  mobile_push: 24 * HOUR,
  slack_dm: 24 * HOUR,
  slack_channel: 24 * HOUR,
  slack_webhook: 24 * HOUR,
  teams_webhook: 24 * HOUR,
  sms: 4 * HOUR,
};

const provider = useResendServer();

let team: Team;
let admin: Awaited<ReturnType<typeof makePerson>>;
beforeEach(async () => {
  await db().execute(sql`DELETE FROM credential_pauses`);
  team = await makeTeam();
  admin = await makePerson(team, "admin");
});

const tellCrowd = async (people: number) => {
  await makeCrowd(team, people);
  await notify(team.producer, { type: "test", title: "Hello", recipients: { everyone: true } });
};
/** As if all that waits had been made, and fallen due, so long ago. */
const letPass = (seconds: number) =>
  db().execute(sql`
    UPDATE deliveries SET created_at = created_at - make_interval(secs => ${seconds}),
      deferred_for = deferred_for - make_interval(secs => ${seconds}),
      revived_at = revived_at - make_interval(secs => ${seconds}),
      next_attempt_at = next_attempt_at - make_interval(secs => ${seconds})
    WHERE workspace_id = ${team.workspaceId}`);
const statesOf = async (channel = "email") => {
  const { rows } = await db().execute<{ state: string; reason: string | null; count: number }>(sql`
    SELECT d.state, d.reason, count(*)::int AS count FROM deliveries d
    LEFT JOIN notifications n ON n.id = d.notification_id
    WHERE d.workspace_id = ${team.workspaceId} AND d.channel = ${channel}
      AND n.type IS DISTINCT FROM 'integration.failing' GROUP BY 1, 2 ORDER BY 1`);
  return rows;
};
const alerts = async () => {
  const { rows } = await db().execute<{ body: string }>(sql`
    SELECT body FROM activities WHERE workspace_id = ${team.workspaceId} AND type = 'integration.failing'`);
  return rows.map(({ body }) => body);
};
const drain = () => drainDeliveries(team.workspaceId, "email");

describe("what has waited too long", () => {
  it("ends while its provider is paused, by what the sweeper finds, and its admins hear of it once", async () => {
    await tellCrowd(20);
    await pauseCredential("email:instance", { afterSeconds: 3600, error: "down" });
    await letPass(73 * HOUR);
    const due = (await findDue()).filter(({ workspaceId }) => workspaceId === team.workspaceId);
    expect(due.map(({ channel }) => channel)).toEqual(["email"]);
    await drain();
    expect(await statesOf()).toEqual([{ state: "exhausted", reason: "too old", count: 21 }]);
    expect(await alerts()).toEqual([expect.stringMatching(/^21 messages waited so long/)]);
    await tellCrowd(1);
    await letPass(73 * HOUR);
    await drain();
    expect(await alerts()).toHaveLength(1);
    expect(provider.mails).toHaveLength(0);
  });

  it("is not posted when the provider is back, and what is younger is", async () => {
    await tellCrowd(3);
    await letPass(73 * HOUR);
    await notify(team.producer, { type: "test", title: "New", recipients: { users: [admin.userId] } });
    await drain();
    expect(provider.mails.map(({ subject }) => subject)).toContainEqual(expect.stringMatching(/New$/));
    expect(provider.mails.filter(({ subject }) => subject.endsWith("Hello"))).toEqual([]);
  });

  it("counts from when it fell due, not from when it was put off", async () => {
    await tellCrowd(1);
    await db().execute(sql`
      UPDATE deliveries SET created_at = clock_timestamp() - interval '30 days',
        deferred_for = clock_timestamp() - interval '1 hour'
      WHERE workspace_id = ${team.workspaceId}`);
    await drain();
    expect(await statesOf()).toMatchObject([{ state: "sent", count: 2 }]);
  });

  it("is in the log with its reason, and sent with a new age when an admin asks", async () => {
    await tellCrowd(1);
    await letPass(73 * HOUR);
    await drain();
    const { deliveries } = await listDeliveries(admin, { state: ["exhausted"], limit: 50 });
    expect(deliveries.map(({ reason, canRetry }) => [reason, canRetry])).toEqual(Array(2).fill(["too old", true]));
    expect(await retryDeliveries(admin, { state: ["exhausted"] })).toMatchObject({ retried: 2 });
    await drain();
    expect(await statesOf()).toMatchObject([{ state: "sent", count: 2 }]);
  });

  it("and was under way when its worker died may have been sent", async () => {
    await tellCrowd(0);
    await db().execute(
      sql`UPDATE deliveries SET state = 'sending', attempts = 1 WHERE workspace_id = ${team.workspaceId}`,
    );
    await letPass(73 * HOUR);
    await drain();
    expect(await statesOf()).toMatchObject([{ state: "unknown", count: 1 }]);
    expect(provider.mails.filter(({ subject }) => subject.endsWith("Hello"))).toEqual([]);
  });
});

it.each(DELIVERY_CHANNELS)(
  "%s has its last moment: a minute before it waits, a minute after it has ended",
  async (channel) => {
    const limit = LIMITS[channel] ?? Number.NaN;
    const { toPerson } = sendersOf(channel);
    const { rows } = await db().execute<{ id: string }>(sql`
    INSERT INTO channel_configs (workspace_id, channel, name, sealed_target, target_hint, email_addresses, events_enabled)
    VALUES (${team.workspaceId}, 'slack_webhook', 'ops', 'sealed', 'ops', '{}', '{}') RETURNING id`);
    await db().execute(sql`
    INSERT INTO deliveries (workspace_id, user_id, config_id, channel, address)
    VALUES (${team.workspaceId}, ${toPerson ? admin.userId : null}, ${toPerson ? null : rows[0]?.id}, ${channel}, 'x')`);
    await letPass(limit - 60);
    await endTooOld(team.workspaceId, channel);
    expect(await statesOf(channel)).toMatchObject([{ state: "pending" }]);
    await letPass(120);
    await endTooOld(team.workspaceId, channel);
    expect(await statesOf(channel)).toMatchObject([{ state: "exhausted", reason: "too old" }]);
  },
);
