import { randomBytes, randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { env } from "@/lib/env";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam, type Team } from "@/tests/people";
import { signedByResend } from "@/tests/resend-webhook";
import { notify } from "../events/notify";

useDatabase();

let team: Team;
let ann: Awaited<ReturnType<typeof makePerson>>;
let mail: string;

beforeEach(async () => {
  team = await makeTeam();
  ann = await makePerson(team);
  mail = randomUUID();
  await tell();
  await db().execute(sql`
    UPDATE deliveries SET state = 'sent', provider_id = ${mail}, sent_at = now() WHERE workspace_id = ${team.workspaceId}`);
});

const tell = () => notify(team.producer, { type: "test", title: "Hello", recipients: { users: [ann.userId] } });
const deliveries = async () => {
  const { rows } = await db().execute(sql`
    SELECT state, reason, last_error AS error FROM deliveries WHERE workspace_id = ${team.workspaceId} AND channel = 'email'`);
  return rows;
};

async function report(
  type: string,
  more: object = {},
  { change = "", ...how }: Parameters<typeof signedByResend>[1] & { change?: string } = {},
) {
  const { body, headers } = signedByResend({ type, data: { email_id: mail, ...more } }, how);
  return (await callApi("POST /api/webhooks/resend", { rawBody: body + change, headers })).status;
}

const bounce = (type: string) => ({ bounce: { type, subType: "General", message: "There is no\0 such mailbox." } });

test("a mail that has arrived is known to have", async () => {
  expect(await report("email.delivered")).toBe(200);
  expect(await deliveries()).toMatchObject([{ state: "delivered" }]);
});

test("a mailbox that refuses for good is told in its words; one that does for now is the provider's business", async () => {
  expect(await report("email.bounced", bounce("Transient"))).toBe(200);
  expect(await deliveries()).toMatchObject([{ state: "sent" }]);
  for (const _ of [1, 2]) expect(await report("email.bounced", bounce("Permanent"))).toBe(200);
  const error = "There is no such mailbox.";
  expect(await deliveries()).toEqual([{ state: "failed", reason: "the mailbox refused it", error }]);
});

test("whoever calls a mail spam gets no more of that workspace, and nobody else is touched", async () => {
  expect(await report("email.complained")).toBe(200);
  const bob = await makePerson(team);
  await notify(team.producer, { type: "test", title: "More", recipients: { users: [ann.userId, bob.userId] } });
  const { rows } = await db().execute(sql`
    SELECT user_id FROM deliveries WHERE workspace_id = ${team.workspaceId} AND channel = 'email' AND state = 'pending'`);
  expect(rows).toEqual([{ user_id: bob.userId }]);
});

test("nobody is believed without the right signature, made just now, over this very body", async () => {
  expect(await report("email.delivered", {}, { secret: randomBytes(24) })).toBe(403);
  expect(await report("email.delivered", {}, { seconds: -400 })).toBe(403);
  expect(await report("email.delivered", {}, { seconds: 400 })).toBe(403);
  expect(await report("email.delivered", {}, { change: " " })).toBe(403);
  const { body, headers } = signedByResend({ type: "email.delivered", data: { email_id: mail } });
  env().RESEND_WEBHOOK_SECRET = undefined;
  expect((await callApi("POST /api/webhooks/resend", { rawBody: body, headers })).status).toBe(403);
  expect(await deliveries()).toMatchObject([{ state: "sent" }]);
});

test("what is about no mail of ours changes nothing", async () => {
  expect(await report("domain.created", { email_id: undefined })).toBe(200);
  expect(await report("email.delivered", { email_id: "another" })).toBe(200);
  expect(await deliveries()).toMatchObject([{ state: "sent" }]);
});
