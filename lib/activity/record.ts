import type { Database } from "@/db/client";
import type { Category } from "@/db/enums";
import { activities } from "@/db/schema/activity";
import type { Actor } from "@/lib/auth/actor";

/** One thing that happened, for the log; it tells nobody (`notify` does). */
export interface Entry {
  workspaceId: string;
  /** Past tense: `member.removed`. */
  type: string;
  category: Category;
  subject: { kind: string; id: string };
  title: string;
  data?: Record<string, unknown>;
}

/** Writes one row of the activity log, in the transaction of what it tells of. */
export async function record(tx: Database, actor: Actor, { subject, ...entry }: Entry): Promise<void> {
  await tx.insert(activities).values({
    ...entry,
    ...actorColumns(actor),
    priority: "normal",
    subjectKind: subject.kind,
    subjectId: subject.id,
  });
}

function actorColumns(actor: Actor): Pick<typeof activities.$inferInsert, "actorKind" | "actorId"> {
  if (actor.kind === "user" || actor.kind === "person") return { actorKind: "user", actorId: actor.userId };
  return actor.kind === "api_key"
    ? { actorKind: "api_key", actorId: actor.keyId }
    : { actorKind: "system", actorId: null };
}
