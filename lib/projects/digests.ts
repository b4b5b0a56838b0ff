import { type SQL, sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import type { projects } from "@/db/schema/projects";
import { transact } from "@/db/transaction";
import { safeLink } from "@/lib/links";
import { log } from "@/lib/log";
import { getLinkPolicy, notify } from "@/lib/notifications/events/notify";
import { isStopping } from "@/lib/shutdown";
import { MAX_ISSUES } from "./contract";

type Frequency = Exclude<(typeof projects.$inferSelect)["issueAlertFrequency"], "none">;

/** How long a window is, for Postgres and for people. */
const WINDOWS: Record<Frequency, { interval: string; words: string }> = {
  hourly: { interval: "1 hour", words: "the last hour" },
  "6_hourly": { interval: "6 hours", words: "the last six hours" },
  daily: { interval: "1 day", words: "the last day" },
  weekly: { interval: "7 days", words: "the last week" },
};

/** An event is written in one statement: what is older than this has been committed, or never will be. */
const SETTLED = sql`statement_timestamp() - interval '1 minute'`;

interface Due extends Record<string, unknown> {
  id: string;
  workspaceId: string;
  key: string;
  name: string;
  link: string | null;
  frequency: Frequency;
  since: string;
  until: string;
  members: string[];
}

/**
 * Tells the members of each project, as often as it says, which issues have come since the last time. The window is
 * closed in the transaction that tells them: killed anywhere, it is told once. Answers how many were told of.
 */
export async function sendIssueDigests(): Promise<{ notified: number }> {
  const { rows } = await db().execute<{ id: string }>(sql`SELECT p.id FROM projects p WHERE ${isDue} ORDER BY p.id`);
  let notified = 0;
  for (const { id } of rows) {
    if (isStopping()) break;
    const isTold = await transact((tx) => digest(tx, id)).catch((error: unknown) => {
      // One project's trouble is not the others'; its window stays open.
      log.error({ err: error, projectId: id }, "an issue digest was not made");
      return false;
    });
    notified += isTold ? 1 : 0;
  }
  return { notified };
}

async function digest(tx: Database, id: string): Promise<boolean> {
  const project = await claim(tx, id);
  if (!project) return false;
  const { workspaceId, name, members, frequency } = project;
  await tx.execute(sql`UPDATE projects SET last_digest_at = ${project.until} WHERE id = ${id}`);
  const issues = await issuesOf(tx, project);
  if (issues.length === 0 || members.length === 0) return false;
  const policy = await getLinkPolicy(tx, workspaceId);
  // Where it may lead may have changed since it was saved.
  const link = (project.link && safeLink(project.link, policy)) || undefined;
  const data = { project: name, period: WINDOWS[frequency].words, issues, link };
  await notify(
    { kind: "system", workspaceId },
    { type: "issue.digest", data, recipients: { users: members }, subject: { kind: "project", id } },
    tx,
  );
  return true;
}

/** The project, if it is still due and nobody else is at it. */
async function claim(tx: Database, id: string): Promise<Due | undefined> {
  const { rows } = await tx.execute<Due>(sql`
    SELECT p.id, p.workspace_id AS "workspaceId", p.key, p.name, p.link, p.issue_alert_frequency AS frequency,
      coalesce(p.last_digest_at, p.created_at)::text AS since, (${SETTLED})::text AS until, ARRAY(
        SELECT pm.user_id::text FROM project_members pm
        JOIN members m ON m.user_id = pm.user_id AND m.workspace_id = p.workspace_id
        WHERE pm.project_id = p.id) AS members
    FROM projects p WHERE p.id = ${id} AND ${isDue} FOR UPDATE OF p SKIP LOCKED`);
  return rows[0];
}

/** Titles of its new issues, oldest first; of an event that names none, its own. */
async function issuesOf(tx: Database, { workspaceId, key, name, since, until }: Due): Promise<string[]> {
  const { rows } = await tx.execute<{ title: string }>(sql`
    SELECT left(title, 500) AS title FROM (
      SELECT a.created_at, a.id, CASE WHEN jsonb_typeof(a.data->'titles') = 'array' AND a.data->'titles' <> '[]'
        THEN a.data->'titles' ELSE jsonb_build_array(a.title) END AS titles
      FROM activities a
      WHERE a.workspace_id = ${workspaceId} AND a.created_at > ${since}::timestamptz
        AND a.created_at <= ${until}::timestamptz AND a.type = 'issue.new' AND a.state <> 'retracted'
        AND lower(a.data->>'project') IN (lower(${key}), lower(${name}))
    ) events, jsonb_array_elements_text(titles) WITH ORDINALITY AS one (title, place)
    WHERE btrim(title) <> '' ORDER BY created_at, id, place LIMIT ${MAX_ISSUES}`);
  return rows.map(({ title }) => title);
}

const isDue: SQL = sql`coalesce(p.last_digest_at, p.created_at) + CASE p.issue_alert_frequency ${sql.join(
  Object.entries(WINDOWS).map(([name, { interval }]) => sql.raw(`WHEN '${name}' THEN interval '${interval}'`)),
  sql` `,
)} END <= ${SETTLED}`;
