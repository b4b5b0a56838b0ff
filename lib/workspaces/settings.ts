import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { members, workspaces } from "@/db/schema/workspaces";
import { afterCommit, isUniqueViolation, transact } from "@/db/transaction";
import { record } from "@/lib/activity/record";
import { type Actor, asMember, asPerson } from "@/lib/auth/actor";
import { forgetKeys } from "@/lib/auth/api-key-auth";
import { forgetSessions } from "@/lib/auth/session";
import { AppError, notFound } from "@/lib/errors";
import { perPerson } from "@/lib/http/bucket";
import type { Input } from "@/lib/http/endpoint";
import { limitCalls } from "@/lib/http/limit";
import { forgetEventPolicy } from "@/lib/notifications/events/notify";
import type { RequestContext } from "../http/request-context";
import type * as api from "./contract";
import type { Workspace } from "./contract";

/** Ten at once, then one in two hours. */
const CREATIONS = { burst: 10, perSecond: 1 / 7200 };
const SLUG_TRIES = 50;
/** Shorter than an id, so that no slug can be mistaken for another workspace's id. */
const SLUG_LENGTH = 32;

/** Makes a workspace whose owner is the actor. Error: 429 too many in one go. */
export async function createWorkspace(
  actor: Actor,
  { name }: Input<typeof api.createWorkspace>,
  { headers }: RequestContext,
): Promise<Workspace> {
  const person = asPerson(actor);
  await limitCalls(perPerson("workspaces", person), CREATIONS, headers);
  const base = slugOf(name);
  for (let n = 1; n <= SLUG_TRIES; n++) {
    const made = await insert(actor, person.userId, n === 1 ? base : `${base}-${n}`, name).catch(unlessTaken);
    if (made) return made;
  }
  throw new AppError("conflict", "Too many workspaces have this name already; choose another.");
}

/** The workspace and its settings. */
export async function getWorkspace(actor: Actor): Promise<Workspace> {
  const [row] = await db()
    .select()
    .from(workspaces)
    .where(eq(workspaces.id, asMember(actor).workspaceId));
  if (!row) throw notFound("workspace");
  return toWire(row);
}

/** Changes what is given and leaves the rest. Links of notifications follow it from the next event on. */
export function updateWorkspace(actor: Actor, input: Input<typeof api.updateWorkspace>): Promise<Workspace> {
  const user = asMember(actor);
  const changes = { ...input, ...(input.linkHosts && { linkHosts: [...new Set(input.linkHosts)] }) };
  const names = Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (names.length === 0) return getWorkspace(actor);
  return transact(async (tx) => {
    const [row] = await tx.update(workspaces).set(changes).where(eq(workspaces.id, user.workspaceId)).returning();
    if (!row) throw notFound("workspace");
    afterCommit(tx, () => {
      forgetEventPolicy(row.id);
      forgetKeys();
      forgetSessions();
    });
    await record(tx, user, {
      workspaceId: row.id,
      type: "workspace.updated",
      category: "system",
      subject: { kind: "workspace", id: row.id },
      title: "The workspace's settings were changed",
      data: { changed: names },
    });
    return toWire(row);
  });
}

function insert(actor: Actor, userId: string, slug: string, name: string): Promise<Workspace> {
  return transact(async (tx) => {
    const [row] = await tx.insert(workspaces).values({ slug, name }).returning();
    if (!row) throw new Error("The workspace was not written.");
    await tx.insert(members).values({ workspaceId: row.id, userId, role: "owner" });
    await record(tx, actor, {
      workspaceId: row.id,
      type: "workspace.created",
      category: "system",
      subject: { kind: "workspace", id: row.id },
      title: `${name} was made`,
    });
    return toWire(row);
  });
}

/** `Überlinger Straße 5` → `uberlinger-strasse-5`; a name without any Latin letter or digit becomes `team`. */
function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();
  return (
    plain
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, SLUG_LENGTH - 3)
      .replace(/^-+|-+$/g, "") || "team"
  );
}

function unlessTaken(error: unknown): undefined {
  if (!isUniqueViolation(error)) throw error;
}

const toWire = ({ createdAt, ...row }: typeof workspaces.$inferSelect): Workspace => ({
  ...row,
  createdAt: createdAt.toISOString(),
});
