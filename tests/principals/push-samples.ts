import { createECDH, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { receiptFor } from "@/lib/notifications/devices/receipts";
import { notify } from "@/lib/notifications/events/notify";
import type { Fixtures, Person } from "./fixtures";
import type { Row } from "./row";

const PUSH = "/api/workspaces/{ws}/notifications/web-push";

const subscription = () => ({
  endpoint: `https://fcm.googleapis.com/fcm/send/${crypto.randomUUID()}`,
  keys: {
    p256dh: createECDH("prime256v1").generateKeys("base64url"),
    auth: randomBytes(16).toString("base64url"),
  },
});

/** At an address that is never called. */
async function makeDevice({ userId }: Person) {
  const { keys } = subscription();
  const address = `https://push.invalid/${crypto.randomUUID()}`;
  const [row] = await db()
    .insert(devices)
    .values({ userId, platform: "web", address, keys, name: "A browser" })
    .returning();
  return { id: String(row?.id) };
}

async function makeReceipt({ team, people }: Fixtures) {
  const { userId } = people.member;
  const { eventId } = await notify(team.producer, { type: "test", title: "Hello", recipients: { users: [userId] } });
  const { rows } = await db().execute<{ id: string }>(sql`
    SELECT d.id FROM deliveries d JOIN notifications n ON n.id = d.notification_id WHERE n.activity_id = ${eventId}`);
  return receiptFor(String(rows[0]?.id));
}

const mine: Row["sample"] = async (_, who) => ({ params: await makeDevice(who) });

export const PUSH_SAMPLES: Record<string, Row> = {
  "GET /api/me/unread-count": { sample: () => ({}) },
  "GET /api/me/devices": { sample: () => ({}) },
  "PATCH /api/me/devices/{id}": {
    sample: async (_, who) => ({ params: await makeDevice(who), body: { name: "Kitchen tablet" } }),
    isPersonal: true,
  },
  "DELETE /api/me/devices/{id}": { sample: mine, isPersonal: true },
  // Somebody in no workspace gets nothing, and no test of it.
  "POST /api/me/devices/{id}/test": { sample: mine, isPersonal: true, refuses: { removed: 409 } },
  [`GET ${PUSH}/key`]: { sample: () => ({}) },
  [`POST ${PUSH}/subscribe`]: { sample: () => ({ body: { ...subscription(), name: "Firefox on Linux" } }) },
  [`DELETE ${PUSH}/{id}`]: { sample: mine, isPersonal: true },
  "POST /api/deliveries/acknowledge": {
    sample: async (fixtures) => ({ body: { receipt: await makeReceipt(fixtures) } }),
  },
};
