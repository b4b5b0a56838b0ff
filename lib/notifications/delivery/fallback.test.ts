import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { useDatabase } from "@/tests/database";
import { startFcmServer } from "@/tests/fcm-server";
import { makePerson, makeTeam } from "@/tests/people";
import { notify } from "../events/notify";
import { updateNotification } from "../inbox/edits";
import { listNotifications } from "../inbox/list";
import { getTrace } from "../inbox/trace";
import { updateDefaults, updatePreferences } from "../preferences/settings";
import { drainDeliveries } from "./drain";

useDatabase();

let google: Awaited<ReturnType<typeof startFcmServer>>;
beforeAll(async () => {
  google = await startFcmServer();
  Object.assign(process.env, { FCM_SERVICE_ACCOUNT: JSON.stringify(google.account), FCM_URL: google.url });
});
afterAll(() => google.close());
beforeEach(() => google.behave(() => ({ status: 404, code: "UNREGISTERED" })));

/** Somebody with so many phones, told of something that goes to inbox and phones only. */
async function tellOne(
  phones: number,
  before: (ann: Awaited<ReturnType<typeof makePerson>>) => Promise<unknown> = async () => {},
) {
  const team = await makeTeam();
  const ann = await makePerson(team);
  await before(ann);
  for (let i = 0; i < phones; i++) {
    const token = randomBytes(70).toString("hex");
    await db().execute(sql`
      INSERT INTO devices (user_id, platform, address, name) VALUES (${ann.userId}, 'android', ${token}, 'Phone')`);
  }
  const data = { project: "checkout", new: 3, regressed: 0, titles: [] };
  await notify(team.producer, { type: "issue.new", data, recipients: { users: [ann.userId] } });
  const [row] = (await listNotifications(ann, { limit: 1 })).notifications;
  return { ann, id: row?.id ?? "", team, drain: () => drainDeliveries(team.workspaceId, "mobile_push") };
}

const mailsFor = async (id: string) => {
  const { rows } = await db().execute(sql`
    SELECT state, reason FROM deliveries WHERE notification_id = ${id} AND channel = 'email'`);
  return rows;
};

describe("when every address a person has on their channels is gone", () => {
  it("the next-best channel tells them, once, and the trace says why", async () => {
    const { ann, id, drain } = await tellOne(2);
    expect(await mailsFor(id)).toEqual([]);
    await drain();
    const reason = "instead of an address that is gone";
    expect(await mailsFor(id)).toEqual([{ state: "pending", reason }]);
    const { steps } = await getTrace(ann, { id });
    expect(steps.find(({ channel }) => channel === "email")).toMatchObject({ state: "pending", rule: reason });
  });

  it("it waits for the end of their quiet hours like anything else", async () => {
    const week = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: 0, to: 0 }));
    const { id, drain } = await tellOne(1, (ann) =>
      db().execute(sql`INSERT INTO schedules (user_id, quiet) VALUES (${ann.userId}, ${JSON.stringify(week)}::jsonb)`),
    );
    await db().execute(sql`UPDATE deliveries SET next_attempt_at = clock_timestamp() WHERE notification_id = ${id}`);
    await drain();
    const { rows } = await db().execute(sql`
      SELECT deferred_for > clock_timestamp() AS waits FROM deliveries WHERE notification_id = ${id} AND channel = 'email'`);
    expect(rows).toEqual([{ waits: true }]);
  });
});

describe("nothing stands in", () => {
  it("while another address still takes it", async () => {
    const { id, drain } = await tellOne(2);
    google.behave((_, call) => (call % 2 ? { status: 404, code: "UNREGISTERED" } : "accept"));
    await drain();
    expect(await mailsFor(id)).toEqual([]);
  });

  it("for what has been read", async () => {
    const { ann, id, drain } = await tellOne(1);
    await updateNotification(ann, { id, read: true });
    await db().execute(sql`UPDATE deliveries SET state = 'pending' WHERE notification_id = ${id}`);
    await drain();
    expect(await mailsFor(id)).toEqual([]);
  });

  it.each([
    ["the person", updatePreferences],
    ["their workspace", updateDefaults],
  ] as const)("against the word of %s", async (_, say) => {
    const change = { scope: "category" as const, key: "tracking", channel: "email" as const, isOn: false };
    const { id, drain } = await tellOne(1, (ann) => say(ann, { changes: [change] }));
    await drain();
    expect(await mailsFor(id)).toEqual([]);
  });

  it("for a failure that is not the address's", async () => {
    const { id, drain } = await tellOne(1);
    google.behave(() => ({ status: 400, code: "INVALID_ARGUMENT", field: "message.data" }));
    await drain();
    expect(await mailsFor(id)).toEqual([]);
  });
});
