import { type SQL, sql } from "drizzle-orm";
import { SUBJECT_KINDS } from "@/lib/activity/constants";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { isOurs } from "../catalogue/define";
import { type EventInput, MAX_IDEMPOTENCY_KEY } from "./contract";

type Maker = Pick<Actor, "kind">;

/**
 * An event as this maker may announce it. A key speaks for its producer only: 403 for a type that Belfry announces
 * itself, 422 for a subject of Belfry's. Idempotency keys of Belfry's own are made longer than a producer's may be, so
 * that neither can take the other's.
 */
export function admit({ kind }: Maker, event: EventInput): EventInput {
  if (kind !== "api_key") {
    const { idempotencyKey } = event;
    return idempotencyKey ? { ...event, idempotencyKey: idempotencyKey.padEnd(MAX_IDEMPOTENCY_KEY + 1) } : event;
  }
  if (isOurs(event.type)) {
    throw new AppError("forbidden", `Events of the type “${event.type}” are announced by Belfry itself.`, {
      details: [{ path: "type", message: "is Belfry's own" }],
    });
  }
  if (event.subject && isSubjectOfOurs(event.subject.kind)) {
    throw new AppError(
      "invalid",
      `“${event.subject.kind}” is a kind of subject of Belfry's own: choose another word.`,
      {
        details: [{ path: "subject.kind", message: "is Belfry's own" }],
      },
    );
  }
  return event;
}

/** Of the activities `a`: those that this maker sent or, for Belfry's parts, that no key did. */
export const isMadeLike = ({ kind }: Maker): SQL =>
  kind === "api_key" ? sql`a.actor_kind = 'api_key'` : sql`a.actor_kind <> 'api_key'`;

/** In whatever spelling: people would read it as the same thing. */
const isSubjectOfOurs = (kind: string): boolean =>
  SUBJECT_KINDS.some(
    (ours) =>
      ours ===
      kind
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, "_"),
  );
