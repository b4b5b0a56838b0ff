import type { Database } from "@/db/client";
import type { Category } from "@/db/enums";
import { activities } from "@/db/schema/activity";
import { uuidv7 } from "@/db/uuid";
import type { SubjectKind } from "./constants";

/** One thing that happened, for the log; it tells nobody (`notify` does). */
export interface Entry {
  workspaceId: string;
  /** Past tense: `member.removed`. */
  type: string;
  category: Category;
  subject: { kind: SubjectKind; id: string };
  title: string;
  body?: string;
  /** Where one sees what happened. */
  link?: string;
  data?: Record<string, unknown>;
}

/** Who did it, as far as the log keeps it: any actor, and somebody who has only just got an account. */
type Doer =
  | { kind: "user" | "person"; userId: string }
  | { kind: "api_key"; keyId: string }
  | { kind: "agent"; agentId: string }
  | { kind: "system" | "nobody" };

/** Writes one row of the activity log, in the transaction of what it tells of. Answers its id. */
export async function record(tx: Database, doer: Doer, { subject, ...entry }: Entry): Promise<string> {
  const id = uuidv7();
  await tx.insert(activities).values({
    id,
    ...entry,
    ...actorColumns(doer),
    priority: "normal",
    subjectKind: subject.kind,
    subjectId: subject.id,
  });
  return id;
}

function actorColumns(doer: Doer): Pick<typeof activities.$inferInsert, "actorKind" | "actorId"> {
  switch (doer.kind) {
    case "user":
    case "person":
      return { actorKind: "user", actorId: doer.userId };
    case "api_key":
      return { actorKind: "api_key", actorId: doer.keyId };
    case "agent":
      return { actorKind: "agent", actorId: doer.agentId };
    default:
      return { actorKind: "system", actorId: null };
  }
}
