import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import type { Role } from "@/db/enums";
import { eventTypes } from "@/db/schema/event-types";
import { AppError } from "@/lib/errors";
import { defineType, givenLink, type NotificationType, text } from "./define";
import { CATALOGUE } from "./registry";

/** What a workspace says of a type: one of its own, or one of the catalogue that it has changed. */
export type OwnType = Pick<
  typeof eventTypes.$inferSelect,
  "key" | "label" | "category" | "channels" | "recipients" | "isShareable" | "rollout"
>;

/** A producer may say the words itself, or leave them to its data; without either its label is all there is to read. */
const OWN_DATA = z.looseObject({ title: text.optional(), body: text.optional(), link: givenLink });

/** The type as it is in a workspace that says this of it. */
export function effectiveType({ key, label, category, channels, recipients, isShareable, rollout }: OwnType) {
  const said = {
    label,
    channels,
    rollout,
    recipients: recipients.length > 0 ? (recipients as Role[]) : "named",
  } as const;
  const known = CATALOGUE.get(key);
  if (known) return { ...known, ...said };
  return defineType({
    ...{ key, category, icon: "bell", tone: "neutral", shareable: isShareable, data: OWN_DATA, ...said },
    render: (data) => ({ title: data.title ?? label, body: data.body, link: data.link }),
  });
}

/** Every type there is in a workspace, by key: the catalogue as it has changed it, and its own. */
export async function listTypes(on: Database, workspaceId: string): Promise<Map<string, NotificationType>> {
  const own = await on
    .select()
    .from(eventTypes)
    .where(eq(eventTypes.workspaceId, workspaceId))
    .orderBy(asc(eventTypes.label), asc(eventTypes.key));
  return new Map([...CATALOGUE, ...own.map((row) => [row.key, effectiveType(row)] as const)]);
}

/** Refuses a type that is neither in the catalogue nor the workspace's own: 422 with the list of those one may send. */
export async function refuseType(on: Database, workspaceId: string, key: string): Promise<never> {
  const known = [...(await listTypes(on, workspaceId)).values()].filter(({ by }) => by === "producer");
  throw unknownType(
    key,
    known.map((type) => type.key),
  );
}

/** 422 with the list of what is known; `path` names the place in the body. */
export const unknownType = (key: string, known: Iterable<string>, path = "type"): AppError =>
  new AppError("invalid", `There is no event type “${key}”. Known types: ${[...known].sort().join(", ")}.`, {
    details: [{ path, message: "is unknown" }],
  });
