import { sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import type { LinkPolicy } from "@/lib/links";
import { ShortMemory } from "@/lib/short-memory";
import type { NotificationType } from "./define";
import { effectiveType, type OwnType } from "./own";

/** What a workspace says of its events. */
export interface EventPolicy {
  /** Where their links may lead. */
  links: LinkPolicy;
  /** What it says of those types that it added or changed. */
  own: Map<string, NotificationType>;
}

const memory = new ShortMemory<EventPolicy>("event policy");

/** As of half a second ago at the most; in a transaction as that one sees it. */
export async function loadEventPolicy(workspaceId: string, tx?: Database): Promise<EventPolicy> {
  const policy = await (tx
    ? readPolicy(tx, workspaceId)
    : memory.get(workspaceId, () => readPolicy(db(), workspaceId)));
  if (!policy) throw new Error("The workspace is gone.");
  return policy;
}

/** After the commit of what changes it. */
export const forgetEventPolicy = (workspaceId: string): void => memory.forget(workspaceId);

async function readPolicy(on: Database, workspaceId: string): Promise<EventPolicy | undefined> {
  const { rows } = await on.execute<LinkPolicy & { own: OwnType[] | null } & Record<string, unknown>>(sql`
    SELECT w.product_url AS "productUrl", w.link_hosts AS "linkHosts", (
      SELECT jsonb_agg(jsonb_build_object('key', key, 'label', label, 'category', category, 'channels', channels,
        'recipients', recipients, 'isShareable', is_shareable, 'rollout', rollout))
      FROM event_types e WHERE e.workspace_id = w.id) AS own
    FROM workspaces w WHERE w.id = ${workspaceId}`);
  const [row] = rows;
  if (!row) return undefined;
  const { own, ...links } = row;
  return { links, own: new Map((own ?? []).map((said) => [said.key, effectiveType(said)])) };
}
