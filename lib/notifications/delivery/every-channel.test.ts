import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { DELIVERY_CHANNELS } from "@/db/enums";
import { phoneNumbers } from "@/db/schema/devices";
import { env } from "@/lib/env";
import { connectSlack } from "@/lib/integrations/slack";
import { callApi } from "@/tests/api";
import { startApnsServer } from "@/tests/apns-server";
import { useDatabase } from "@/tests/database";
import { startFcmServer } from "@/tests/fcm-server";
import { cookieFor, makeKey, makePerson, makeTeam } from "@/tests/people";
import { startPushServer } from "@/tests/push-server";
import { startResendServer } from "@/tests/resend-server";
import { startSlackServer } from "@/tests/slack-server";
import { trust } from "@/tests/trust";
import { startTwilioServer } from "@/tests/twilio-server";
import { startWebhookServer } from "@/tests/webhook-server";
import { drainDeliveries } from "./drain";

useDatabase();

const start = async () => ({
  mail: await startResendServer(),
  push: await startPushServer(),
  apple: await startApnsServer(),
  google: await startFcmServer(),
  slack: await startSlackServer(),
  twilio: await startTwilioServer(),
  webhooks: await startWebhookServer(),
});
let they: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  they = await start();
  for (const { cert } of [they.push, they.apple]) trust(cert);
  Object.assign(process.env, {
    BELFRY_URL: "https://belfry.example.com",
    RESEND_API_KEY: "re_test",
    RESEND_BASE_URL: they.mail.url,
    APNS_KEY_ID: "KEY1234567",
    APNS_TEAM_ID: "TEAM123456",
    APNS_KEY_P8: they.apple.key.replaceAll("\n", "\\n"),
    APNS_BUNDLE_ID: "com.example.belfry",
    APNS_URL: they.apple.url,
    FCM_SERVICE_ACCOUNT: JSON.stringify(they.google.account),
    FCM_URL: they.google.url,
    TWILIO_ACCOUNT_SID: "AC0123",
    TWILIO_AUTH_TOKEN: "token",
    TWILIO_FROM: "+15550001111",
    TWILIO_BASE_URL: they.twilio.url,
    SLACK_API_URL: they.slack.url,
  });
  env().EGRESS_ALLOW = [they.push.host, they.webhooks.host];
});
afterAll(() => Promise.all(Object.values(they).map((server) => server.close())));

type Person = Awaited<ReturnType<typeof makePerson>>;

async function send(who: Person, request: string, body: object, status = 201) {
  const answer = await callApi(request, { cookie: await cookieFor(who), body });
  expect(answer.status, `${request} ${JSON.stringify(answer.body)}`).toBe(status);
}

/** Every address a person can have, and every switch on. */
async function reachEverywhere(ann: Person) {
  const inWorkspace = `/api/workspaces/${ann.workspaceSlug}/notifications`;
  await send(ann, `POST ${inWorkspace}/web-push/subscribe`, they.push.subscribe());
  for (const platform of ["ios", "android"]) {
    await send(ann, "POST /api/me/devices", { platform, token: randomBytes(32).toString("hex") });
  }
  await db().insert(phoneNumbers).values({ userId: ann.userId, number: "+4915100001", verifiedAt: new Date() });
  they.slack.people.set(ann.email, "U042");
  const changes = ["email", "web_push", "mobile_push", "slack_dm", "sms"].map((channel) => {
    return { scope: "all", key: "", channel, isOn: true };
  });
  await send(ann, `PATCH ${inWorkspace}/preferences`, { changes }, 200);
}

/** One destination of each kind. */
async function makeDestinations(admin: Person) {
  await connectSlack(admin, { token: "xoxb-good" });
  for (const target of [
    { channel: "email", emailAddresses: ["ops@northwind.example"] },
    { channel: "slack_channel", target: "C0123456789" },
    { channel: "slack_webhook", target: `${they.webhooks.url}/slack` },
    { channel: "teams_webhook", target: `${they.webhooks.url}/teams` },
  ]) {
    await send(admin, `POST /api/workspaces/${admin.workspaceSlug}/notifications/configs`, { name: "Ops", ...target });
  }
}

test("one call reaches a person and their workspace on every channel there is, once each, in each one's own form", async () => {
  const team = await makeTeam({ productUrl: "https://pilot.example.com" });
  const [admin, ann] = [await makePerson(team, "admin"), await makePerson(team)];
  await reachEverywhere(ann);
  await makeDestinations(admin);
  const body = {
    type: "session.escalated",
    data: { session_id: "NW-1", engineer_name: "Mara <@U1> & Co", problem_summary: "VPN drops" },
    recipients: { users: [ann.email] },
  };
  const key = await makeKey(team, ["events:write"]);
  const answer = await callApi(`POST /api/workspaces/${team.slug}/events`, { key, body });
  expect(answer).toMatchObject({ status: 202, body: { recipients: 1, deliveries: 10 } });

  for (const channel of DELIVERY_CHANNELS) await drainDeliveries(team.workspaceId, channel);
  const { rows } = await db().execute<{ channel: string; state: string; error: string | null }>(sql`
    SELECT channel, state, last_error AS error FROM deliveries WHERE workspace_id = ${team.workspaceId}`);
  expect(rows.filter(({ state }) => state !== "sent")).toEqual([]);
  expect(new Set(rows.map(({ channel }) => channel))).toEqual(new Set(DELIVERY_CHANNELS));

  const title = "Session escalated by Mara <@U1> & Co";
  const link = "https://pilot.example.com/pilot/NW-1";
  expect(they.mail.mails.map(({ to }) => to).sort()).toEqual([ann.email, "ops@northwind.example"].sort());
  for (const mail of they.mail.mails) {
    expect(mail).toMatchObject({ subject: expect.stringContaining(title), text: expect.stringContaining("VPN drops") });
  }
  expect(they.push.pushes.map(({ text }) => JSON.parse(text).notification)).toMatchObject([
    { title, body: "VPN drops" },
  ]);
  expect(they.apple.pushes.map(({ payload }) => payload.aps)).toMatchObject([{ alert: { title }, badge: 1 }]);
  expect(they.google.messages).toHaveLength(1);
  expect(JSON.stringify(they.google.messages[0]?.message)).toContain(JSON.stringify(title).slice(1, -1));
  expect(they.twilio.messages.map(({ form }) => form)).toMatchObject([
    { To: "+4915100001", Body: expect.stringContaining(link) },
  ]);
  expect(
    they.slack
      .of("chat.postMessage")
      .map(({ form }) => form.channel)
      .sort(),
  ).toEqual(["C0123456789", "U042"]);
  const hooks = they.webhooks.posted.map(({ path, body }) => ({ path, json: JSON.parse(body) }));
  const card = hooks.find(({ path }) => path === "/teams")?.json.attachments[0].content;
  expect(card).toMatchObject({ type: "AdaptiveCard", version: "1.4" });
  const { text, blocks } = hooks.find(({ path }) => path === "/slack")?.json ?? {};
  expect(text).toContain("Mara &lt;@U1&gt; &amp; Co");
  expect(blocks[0]).toEqual({ type: "header", text: { type: "plain_text", text: title, emoji: false } });
});
