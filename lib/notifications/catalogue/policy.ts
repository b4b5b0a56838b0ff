import { sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import type { preferences } from "@/db/schema/preferences";
import type { LinkPolicy } from "@/lib/links";
import { ShortMemory } from "@/lib/short-memory";
import type { NotificationType } from "./define";
import { effectiveType, type OwnType } from "./own";

/** What a workspace says at one place, for one channel, to whoever has said nothing themselves. */
export type WorkspaceWord = Pick<
  typeof preferences.$inferSelect,
  "scope" | "key" | "channel" | "isOn" | "cadence" | "delayMinutes"
>;

/** What a workspace says of its events. */
export interface EventPolicy {
  /** Where their links may lead. */
  links: LinkPolicy;
  /** What it says of those types that it added or changed. */
  own: Map<string, NotificationType>;
  words: WorkspaceWord[];
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
  const { rows } = await on.execute<Row>(sql`
    SELECT w.product_url AS "productUrl", w.link_hosts AS "linkHosts", (
      SELECT jsonb_agg(jsonb_build_object('key', key, 'label', label, 'category', category, 'channels', channels,
        'recipients', recipients, 'isShareable', is_shareable, 'rollout', rollout))
      FROM event_types e WHERE e.workspace_id = w.id) AS own, (
      SELECT jsonb_agg(jsonb_build_object('scope', scope, 'key', key, 'channel', channel, 'isOn', is_on,
        'cadence', cadence, 'delayMinutes', delay_minutes))
      FROM preferences p WHERE p.workspace_id = w.id AND p.user_id IS NULL) AS words
    FROM workspaces w WHERE w.id = ${workspaceId}`);
  const [row] = rows;
  if (!row) return undefined;
  const { own, words, ...links } = row;
  return { links, own: new Map((own ?? []).map((said) => [said.key, effectiveType(said)])), words: words ?? [] };
}

interface Row extends LinkPolicy, Record<string, unknown> {
  own: OwnType[] | null;
  words: WorkspaceWord[] | null;
}
