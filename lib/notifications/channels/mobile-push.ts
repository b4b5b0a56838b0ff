import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type ApnsEnvironment, sendToApple } from "@/lib/push/apns";
import { sendToGoogle } from "@/lib/push/fcm";
import { type PushMessage, type PushResult, TTL_SECONDS } from "@/lib/push/message";
import { unreadOf } from "../devices/badge";
import { receiptFor } from "../devices/receipts";
import { defineChannel, type Outcome, type Outgoing } from "./define";
import { shortLink } from "./shared/deep-link";
import { retireDevice } from "./shared/retire-device";

/** Longer ones are left to the notification's own page: both services take 4 KB in all. */
const MAX_LINK = 500;

/** Pushes to the iOS and Android apps. A repeat shows nothing new: it takes the place of what it repeats. */
export const mobilePush = defineChannel({
  id: "mobile_push",
  addressesOf: sql`SELECT user_id, address FROM devices WHERE platform IN ('ios', 'android') AND failures = 0`,
  // Apple's troubles are not Google's.
  credential: {
    owner: "instance",
    key: sql`coalesce((SELECT platform FROM devices WHERE devices.address = d.address), 'none')`,
  },
  worthSendingSeconds: TTL_SECONDS,
  async send(outgoing, begin) {
    const target = await findTarget(outgoing);
    if (!target) return { kind: "gone", error: "This device was removed, or is somebody else's by now." };
    const message = messageOf(outgoing, Number(target.unread));
    await begin();
    const result = await (target.platform === "ios"
      ? sendToApple(message, target.environment ?? "production")
      : sendToGoogle(message));
    return toOutcome(result, new Date(target.lastSeenAt));
  },
  retire: retireDevice,
});

interface Target extends Record<string, unknown> {
  platform: "ios" | "android";
  environment: ApnsEnvironment | null;
  lastSeenAt: string;
  unread: string;
}

/** The device, if it is still this person's, and what they have not read wherever they are a member. */
async function findTarget({ address, userId }: Outgoing): Promise<Target | undefined> {
  const { rows } = await db().execute<Target>(sql`
    SELECT platform, environment, last_seen_at AS "lastSeenAt",
      ${unreadOf(sql`devices.user_id`)} AS unread
    FROM devices WHERE address = ${address} AND user_id = ${userId} AND platform IN ('ios', 'android')`);
  return rows[0];
}

function messageOf(outgoing: Outgoing, unread: number): PushMessage {
  const { deliveryId, address, title, body, workspace, notificationId, subject, priority } = outgoing;
  return {
    id: deliveryId,
    token: address,
    title,
    subtitle: workspace.name,
    body,
    link: shortLink(outgoing, MAX_LINK),
    notificationId,
    workspace: workspace.slug,
    subject: subject ? `${workspace.id} ${subject.kind} ${subject.id}` : (notificationId ?? deliveryId),
    unread,
    priority,
    receipt: notificationId && receiptFor(deliveryId),
  };
}

function toOutcome(result: PushResult, lastSeenAt: Date): Outcome {
  switch (result.kind) {
    case "sent":
      return { kind: "sent", providerId: result.id, status: result.status };
    case "not_configured":
      return { kind: "skipped", error: result.error };
    case "gone": {
      const { error, status, since } = result;
      // The app has come back since: the next try finds it.
      if (since && since < lastSeenAt) return { kind: "retry", error, status };
      return { kind: "gone", error, status };
    }
    default:
      return result;
  }
}
