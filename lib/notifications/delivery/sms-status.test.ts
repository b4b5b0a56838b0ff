import { sql } from "drizzle-orm";
import twilio from "twilio";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import type { DeliveryState } from "@/db/enums";
import { phoneNumbers } from "@/db/schema/devices";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { useTwilio } from "@/tests/twilio";
import { notify } from "../events/notify";
import { updatePreferences } from "../preferences/settings";
import { drainDeliveries } from "./drain";

useDatabase();
useTwilio();
beforeAll(() => {
  process.env.BELFRY_URL = "https://belfry.example.com";
});

let made = 0;

/** A text message that was sent, as its row was left. */
async function sendOne(state: DeliveryState = "sent") {
  const team = await makeTeam();
  const ann = await makePerson(team);
  await db()
    .insert(phoneNumbers)
    .values({ userId: ann.userId, number: `+491517${String(++made).padStart(6, "0")}`, verifiedAt: new Date() });
  await updatePreferences(ann, { changes: [{ scope: "all", key: "", channel: "sms", isOn: true }] });
  await notify(team.producer, { type: "test", title: "Hello", recipients: { users: [ann.userId] } });
  await drainDeliveries(team.workspaceId, "sms");
  const { rows } = await db().execute<{ id: string; sid: string }>(sql`
    UPDATE deliveries SET state = ${state}, provider_id = CASE WHEN ${state} = 'sent' THEN provider_id END
    WHERE workspace_id = ${team.workspaceId} AND channel = 'sms'
    RETURNING id, (SELECT provider_id FROM deliveries WHERE workspace_id = ${team.workspaceId} AND channel = 'sms') AS sid`);
  const { id = "", sid = "" } = rows[0] ?? {};
  const report = async (MessageStatus: string, more: Record<string, string> = {}) => {
    const url = `https://belfry.example.com/api/webhooks/twilio?delivery=${id}`;
    const form = { MessageSid: sid, MessageStatus, To: "+491510000000", ...more };
    const signature = twilio.getExpectedTwilioSignature("token", url, form);
    const answer = await callApi(`POST /api/webhooks/twilio?delivery=${id}`, {
      rawBody: new URLSearchParams(form).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature },
    });
    expect(answer.status).toBe(200);
  };
  const row = async () =>
    (await db().execute(sql`SELECT state, reason, last_error, provider_id FROM deliveries WHERE id = ${id}`)).rows[0];
  return { sid, report, row };
}

describe("what Twilio reports", () => {
  it("makes a message delivered, however often it is said", async () => {
    const { report, row } = await sendOne();
    await report("sent");
    expect(await row()).toMatchObject({ state: "sent" });
    await report("delivered");
    await report("delivered");
    await report("sent");
    await report("undelivered", { ErrorCode: "30003" });
    expect(await row()).toMatchObject({ state: "delivered", last_error: null });
  });

  it.each(["undelivered", "failed"])("makes a message failed with its number when it is %s", async (status) => {
    const { report, row } = await sendOne();
    await report(status, { ErrorCode: "30003" });
    expect(await row()).toMatchObject({
      state: "failed",
      reason: "not delivered by the phone network",
      last_error: "The phone cannot be reached. (30003)",
    });
    await report("delivered");
    expect(await row()).toMatchObject({ state: "failed" });
  });

  it("tells of one that we did not know of", async () => {
    const { sid, report, row } = await sendOne("unknown");
    expect(await row()).toMatchObject({ state: "unknown", provider_id: null });
    await report("queued");
    expect(await row()).toMatchObject({ state: "sent", provider_id: sid });
    await report("delivered");
    expect(await row()).toMatchObject({ state: "delivered" });
  });

  it("comes sometimes before its own answer, and holds", async () => {
    const { report, row } = await sendOne("sending");
    await report("delivered");
    expect(await row()).toMatchObject({ state: "delivered" });
  });
});
