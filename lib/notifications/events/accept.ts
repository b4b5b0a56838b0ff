import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { DeliveryChannel, DeliveryState } from "@/db/enums";
import type { Actor, KeyActor } from "@/lib/auth/actor";
import { AppError, notFound } from "@/lib/errors";
import { perKey } from "@/lib/http/bucket";
import type { Input, Output } from "@/lib/http/endpoint";
import { limitCalls } from "@/lib/http/limit";
import type { RequestContext } from "@/lib/http/request-context";
import { amendEvent } from "./amend";
import type * as api from "./contract";
import { MAX_IDEMPOTENCY_KEY, type Receipt } from "./contract";
import { isMadeLike } from "./maker";
import { notify, notifyAll } from "./notify";

/** Per API key: a burst of 2,000 events, 200 a second for ever. */
const INGEST = { burst: 2000, perSecond: 200 };

/** Accepts one event. The key of an idempotent call may come as the header `Idempotency-Key` too. */
export async function createEvent(
  actor: Actor,
  input: Input<typeof api.createEvent>,
  { request, headers }: RequestContext,
): Promise<Receipt> {
  const producer = asProducer(actor);
  await limitCalls(perKey("ingest", producer), INGEST, headers);
  return notify(producer, { ...input, idempotencyKey: keyOf(request, input.idempotencyKey) });
}

/** Accepts up to 500 events, all or none. Each has its own key, so that one header for all is refused, not ignored. */
export async function createEvents(
  actor: Actor,
  { events }: Input<typeof api.createEvents>,
  { request, headers }: RequestContext,
) {
  const producer = asProducer(actor);
  if (request.headers.get("idempotency-key")) {
    throw new AppError("malformed", "A batch has no Idempotency-Key header: give each event its `idempotencyKey`.");
  }
  await limitCalls(perKey("ingest", producer), INGEST, headers, events.length);
  return { receipts: await notifyAll(producer, events) };
}

/** Changes what the producer's workspace has sent: see `amendEvent`. */
export async function updateEvent(
  actor: Actor,
  { eventId, ...change }: Input<typeof api.updateEvent>,
): Promise<Output<typeof api.updateEvent>> {
  await amendEvent(asProducer(actor), eventId, change);
  return getEvent(actor, { eventId });
}

/** What became of an event that a key of this workspace sent. Error: 404. */
export async function getEvent(
  actor: Actor,
  { eventId }: Input<typeof api.getEvent>,
): Promise<Output<typeof api.getEvent>> {
  const producer = asProducer(actor);
  const { rows } = await db().execute<EventRow>(sql`
    SELECT a.id, a.type, a.title, a.state, a.recipients, a.deliveries, a.created_at AS "createdAt",
      (SELECT count(*)::int FROM notifications n WHERE n.activity_id = a.id AND n.read_at IS NOT NULL) AS read
    FROM activities a WHERE a.id = ${eventId} AND a.workspace_id = ${producer.workspaceId} AND ${isMadeLike(producer)}`);
  const event = rows[0];
  if (!event) throw notFound("event");
  const states = await db().execute<{ channel: DeliveryChannel; state: DeliveryState; count: number }>(sql`
    SELECT d.channel, d.state, count(*)::int AS count
    FROM notifications n JOIN deliveries d ON d.notification_id = n.id
    WHERE n.activity_id = ${eventId} GROUP BY d.channel, d.state ORDER BY d.channel, d.state`);
  const { id, createdAt, ...rest } = event;
  return { eventId: id, ...rest, createdAt: new Date(createdAt).toISOString(), states: states.rows };
}

interface EventRow extends Record<string, unknown> {
  id: string;
  type: string;
  title: string;
  state: "active" | "resolved" | "retracted";
  recipients: number;
  deliveries: number;
  createdAt: string;
  read: number;
}

/** The producer behind a call. Error: 403 for everybody else. */
export function asProducer(actor: Actor): KeyActor {
  if (actor.kind !== "api_key") throw new AppError("forbidden", "Events are sent with an API key.");
  return actor;
}

function keyOf(request: Request, inBody: string | undefined): string | undefined {
  const inHeader = request.headers.get("idempotency-key") || undefined;
  if (inHeader && inHeader.length > MAX_IDEMPOTENCY_KEY)
    throw new AppError("malformed", "The Idempotency-Key header is longer than 200 characters.");
  if (inHeader && inBody && inHeader !== inBody) {
    throw new AppError("malformed", "The Idempotency-Key header and `idempotencyKey` in the body differ.");
  }
  return inHeader ?? inBody;
}
