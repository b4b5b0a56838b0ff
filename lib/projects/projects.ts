import { and, eq, type SQL, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { projectMembers, projects } from "@/db/schema/projects";
import { transact } from "@/db/transaction";
import { record } from "@/lib/activity/record";
import { type Actor, asMember, type UserActor } from "@/lib/auth/actor";
import { AppError, notFound } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import { checkLink } from "@/lib/links";
import { findNamedMembers, getLinkPolicy } from "@/lib/notifications/events/notify";
import type * as api from "./contract";
import type { Project } from "./contract";

const MAX_PROJECTS = 200;

/** The workspace's projects, by name, with their members. One statement. */
export async function listProjects(actor: Actor): Promise<Output<typeof api.listProjects>> {
  return { projects: await select(db(), asMember(actor).workspaceId, sql`true`) };
}

/** Adds a project. Errors: 409 its key is taken, or the workspace has 200; 422 a link that is not allowed. */
export function createProject(actor: Actor, { link, ...input }: Input<typeof api.createProject>): Promise<Project> {
  const user = asMember(actor);
  return transact(async (tx) => {
    if ((await tx.$count(projects, eq(projects.workspaceId, user.workspaceId))) >= MAX_PROJECTS)
      throw new AppError("conflict", `A workspace has ${MAX_PROJECTS} projects at most.`);
    const [row] = await tx
      .insert(projects)
      .values({ ...input, link: await allowed(tx, user, link), workspaceId: user.workspaceId })
      .onConflictDoNothing()
      .returning({ id: projects.id });
    if (!row)
      throw new AppError("conflict", `There is a project “${input.key}” already.`, {
        details: [{ path: "key", message: "is taken" }],
      });
    await note(tx, user, row.id, `The project ${input.name} was added`);
    return find(tx, user, row.id);
  });
}

/**
 * Changes what is given and leaves the rest. A project whose digests were off begins now: what came meanwhile is not told
 * of. Errors: 404; 422 a link that is not allowed.
 */
export function updateProject(actor: Actor, { id, link, ...input }: Input<typeof api.updateProject>): Promise<Project> {
  const user = asMember(actor);
  return transact(async (tx) => {
    const [before] = await tx.select().from(projects).where(isProject(user, id)).for("update");
    if (!before) throw notFound("project");
    const begins = before.issueAlertFrequency === "none" && (input.issueAlertFrequency ?? "none") !== "none";
    await tx
      .update(projects)
      .set({
        name: input.name ?? before.name,
        issueAlertFrequency: input.issueAlertFrequency ?? before.issueAlertFrequency,
        link: link === undefined ? before.link : await allowed(tx, user, link),
        ...(begins && { lastDigestAt: sql`clock_timestamp()` }),
      })
      .where(isProject(user, id));
    await note(tx, user, id, `The project ${input.name ?? before.name} was changed`);
    return find(tx, user, id);
  });
}

/** Adds people; those who are in it stay. Errors: 404; 422 somebody is no member of this workspace. */
export function addProjectMembers(actor: Actor, { id, users }: Input<typeof api.addProjectMembers>): Promise<Project> {
  const user = asMember(actor);
  return transact(async (tx) => {
    const { name } = await find(tx, user, id);
    const userIds = await findNamedMembers(tx, user.workspaceId, users);
    await tx
      .insert(projectMembers)
      .values(userIds.map((userId) => ({ projectId: id, userId })))
      .onConflictDoNothing();
    await note(tx, user, id, `People were added to the project ${name}`);
    return find(tx, user, id);
  });
}

/** Takes somebody out. Error: 404 no such project, or they are not in it. */
export function removeProjectMember(
  actor: Actor,
  { id, userId }: Input<typeof api.removeProjectMember>,
): Promise<Project> {
  const user = asMember(actor);
  return transact(async (tx) => {
    const { name } = await find(tx, user, id);
    const isIt = and(eq(projectMembers.projectId, id), eq(projectMembers.userId, userId));
    const gone = await tx.delete(projectMembers).where(isIt).returning({ userId: projectMembers.userId });
    if (gone.length === 0) throw notFound("member of this project");
    await note(tx, user, id, `Somebody was taken out of the project ${name}`);
    return find(tx, user, id);
  });
}

const isProject = ({ workspaceId }: UserActor, id: string) =>
  and(eq(projects.id, id), eq(projects.workspaceId, workspaceId));

async function find(tx: Database, { workspaceId }: UserActor, id: string): Promise<Project> {
  const [project] = await select(tx, workspaceId, sql`p.id = ${id}`);
  if (!project) throw notFound("project");
  return project;
}

/** Who has left the workspace is no member of its projects, whatever their rows say. */
async function select(on: Database, workspaceId: string, where: SQL): Promise<Project[]> {
  const { rows } = await on.execute<Project & Record<string, unknown>>(sql`
    SELECT p.id, p.key, p.name, p.link, p.issue_alert_frequency AS "issueAlertFrequency",
      p.last_digest_at AS "lastDigestAt", coalesce((
        SELECT jsonb_agg(jsonb_build_object('userId', u.id, 'name', u.name, 'email', u.email) ORDER BY lower(u.name), u.id)
        FROM project_members pm JOIN members m ON m.user_id = pm.user_id AND m.workspace_id = p.workspace_id
        JOIN users u ON u.id = pm.user_id WHERE pm.project_id = p.id), '[]') AS members
    FROM projects p WHERE p.workspace_id = ${workspaceId} AND ${where} ORDER BY lower(p.name), p.id`);
  return rows.map((row) => ({ ...row, lastDigestAt: row.lastDigestAt && new Date(row.lastDigestAt).toISOString() }));
}

/** Where a digest's link may lead is what holds for every notification's. */
async function allowed(tx: Database, { workspaceId }: UserActor, link: string | null | undefined) {
  return link ? checkLink(link, await getLinkPolicy(tx, workspaceId), "link") : null;
}

const note = (tx: Database, user: UserActor, id: string, title: string) =>
  record(tx, user, {
    workspaceId: user.workspaceId,
    type: "project.updated",
    category: "system",
    subject: { kind: "project", id },
    title,
  });
