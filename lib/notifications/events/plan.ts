import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { uuidv7 } from "@/db/uuid";
import type { KeyActor, SystemActor, UserActor } from "@/lib/auth/actor";
import type { LinkPolicy } from "@/lib/links";
import type { NotificationType } from "../catalogue/define";
import { effectiveType, type OwnType, refuseType } from "../catalogue/own";
import { CATALOGUE } from "../catalogue/registry";
import type { EventInput, Receipt } from "./contract";
import { claimKey, fingerprintOf } from "./idempotency";
import { resolveRecipients } from "./recipients";
import { type RenderedEvent, renderEvent } from "./render";

export type Notifier = UserActor | KeyActor | SystemActor;

/** An event that is understood and may be written: what to say, and to whom. */
export interface Plan {
  activityId: string;
  workspaceId: string;
  type: NotificationType;
  event: EventInput;
  rendered: RenderedEvent;
  userIds: string[];
}

/** What a workspace says of its events. */
interface EventPolicy {
  policy: LinkPolicy;
  /** What it says of those of their types that it added or changed. */
  own: Map<string, NotificationType>;
}

/**
 * Understands one event: takes its idempotency key, finds its type, renders it and resolves who should know. Answers
 * the first receipt instead when the same event came before. Errors: see `notify`.
 */
export async function planEvent(
  tx: Database,
  actor: Notifier,
  event: EventInput,
  { policy, own }: EventPolicy,
): Promise<Plan | Receipt> {
  const { workspaceId } = actor;
  const activityId = uuidv7();
  if (event.idempotencyKey) {
    const claim = { workspaceId, key: event.idempotencyKey, fingerprint: fingerprintOf(event), activityId };
    const first = await claimKey(tx, claim);
    if (first) return first;
  }
  const type = own.get(event.type) ?? CATALOGUE.get(event.type) ?? (await refuseType(tx, workspaceId, event.type));
  return {
    activityId,
    workspaceId,
    type,
    event,
    rendered: renderEvent(type, event, policy),
    userIds: await resolveRecipients(tx, workspaceId, event.recipients, type.recipients, projectOf(type, event)),
  };
}

/** The project an event says it is about, for a type that follows projects. */
function projectOf({ projectIn }: NotificationType, { data }: EventInput): string | undefined {
  const value = projectIn && data?.[projectIn];
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : undefined;
}

/** Where this workspace's notifications may lead, and what it makes of the types of these events. One statement. */
export async function loadEventPolicy(
  tx: Database,
  workspaceId: string,
  events: Pick<EventInput, "type">[],
): Promise<EventPolicy> {
  const keys = [...new Set(events.map(({ type }) => type))];
  const { rows } = await tx.execute<LinkPolicy & { own: OwnType[] | null } & Record<string, unknown>>(sql`
    SELECT w.product_url AS "productUrl", w.link_hosts AS "linkHosts", (
      SELECT jsonb_agg(jsonb_build_object('key', key, 'label', label, 'category', category, 'channels', channels,
        'recipients', recipients, 'isShareable', is_shareable, 'rollout', rollout))
      FROM event_types e WHERE e.workspace_id = w.id AND e.key = ANY(${sql.param(keys)}::text[])) AS own
    FROM workspaces w WHERE w.id = ${workspaceId}`);
  const [row] = rows;
  if (!row) throw new Error("The workspace is gone.");
  const { own, ...policy } = row;
  return { policy, own: new Map((own ?? []).map((said) => [said.key, effectiveType(said)])) };
}
