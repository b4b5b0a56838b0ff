import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { notify } from "@/lib/notifications/events/notify";
import { makePerson } from "../people";
import type { Fixtures } from "./fixtures";
import type { Row } from "./row";

const LOG = "/api/workspaces/{ws}/deliveries";

/** A dead letter of a colleague's: it is an admin's to send again. */
async function makeDead({ team }: Fixtures) {
  const { userId } = await makePerson(team);
  // Not one of the category whose mail the walk's own preferences switch off.
  const event = { type: "feedback.new", title: "Hello", recipients: { users: [userId] } };
  const { eventId } = await notify(team.producer, event);
  const { rows } = await db().execute<{ deliveryId: string }>(sql`
    UPDATE deliveries d SET state = 'failed', reason = 'refused by the provider', last_error = 'no such mailbox'
    FROM notifications n WHERE n.id = d.notification_id AND n.activity_id = ${eventId} AND d.channel = 'email'
    RETURNING d.id AS "deliveryId"`);
  if (!rows[0]) throw new Error("Nothing was to be delivered.");
  return rows[0];
}

const one: Row = { sample: async (fixtures) => ({ params: { ...(await makeDead(fixtures)) } }) };

export const DELIVERY_SAMPLES: Record<string, Row> = {
  [`GET ${LOG}`]: { sample: () => ({ query: { state: "failed,exhausted", channel: "email", limit: "5" } }) },
  [`GET ${LOG}/{deliveryId}`]: one,
  [`POST ${LOG}/{deliveryId}/retry`]: one,
  [`POST ${LOG}/retry`]: { sample: () => ({ body: { channel: ["email"] } }) },
};
