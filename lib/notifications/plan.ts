import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { workspaces } from "@/db/schema/people";
import { uuidv7 } from "@/db/uuid";
import type { KeyActor, SystemActor, UserActor } from "@/lib/auth/actor";
import type { NotificationType } from "./catalogue/define";
import { getType } from "./catalogue/registry";
import type { EventInput, Receipt } from "./contract";
import { claimKey, fingerprintOf } from "./idempotency";
import type { LinkPolicy } from "./link";
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

/**
 * Understands one event: takes its idempotency key, finds its type, renders it and resolves who should know. Answers
 * the first receipt instead when the same event came before. Errors: see `notify`.
 */
export async function planEvent(
  tx: Database,
  actor: Notifier,
  event: EventInput,
  policy: LinkPolicy,
): Promise<Plan | Receipt> {
  const { workspaceId } = actor;
  const activityId = uuidv7();
  if (event.idempotencyKey) {
    const claim = { workspaceId, key: event.idempotencyKey, fingerprint: fingerprintOf(event), activityId };
    const first = await claimKey(tx, claim);
    if (first) return first;
  }
  const type = getType(event.type);
  return {
    activityId,
    workspaceId,
    type,
    event,
    rendered: renderEvent(type, event, policy),
    userIds: await resolveRecipients(tx, workspaceId, event.recipients, type.recipients),
  };
}

/** Where this workspace's notifications may lead. */
export async function linkPolicyOf(tx: Database, workspaceId: string): Promise<LinkPolicy> {
  const [row] = await tx
    .select({ productUrl: workspaces.productUrl, linkHosts: workspaces.linkHosts })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  if (!row) throw new Error("The workspace is gone.");
  return row;
}
