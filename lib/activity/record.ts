import type { Database } from "@/db/client";
import type { Category } from "@/db/enums";
import { activities } from "@/db/schema/activity";

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

/** Who did it, as far as the log keeps it: any actor, and somebody who has only just got an account. */
type Doer =
  | { kind: "user" | "person"; userId: string }
  | { kind: "api_key"; keyId: string }
  | { kind: "system" | "nobody" };

/** Writes one row of the activity log, in the transaction of what it tells of. */
export async function record(tx: Database, doer: Doer, { subject, ...entry }: Entry): Promise<void> {
  await tx.insert(activities).values({
    ...entry,
    ...actorColumns(doer),
    priority: "normal",
    subjectKind: subject.kind,
    subjectId: subject.id,
  });
}

function actorColumns(doer: Doer): Pick<typeof activities.$inferInsert, "actorKind" | "actorId"> {
  if (doer.kind === "user" || doer.kind === "person") return { actorKind: "user", actorId: doer.userId };
  return doer.kind === "api_key"
    ? { actorKind: "api_key", actorId: doer.keyId }
    : { actorKind: "system", actorId: null };
}
