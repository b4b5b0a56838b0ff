import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { slackIdentities } from "@/db/schema/integrations";
import { slackClient, slackProblem } from "./web-api";

/** People come and go: what was found is looked at again after a week, that nobody was found after an hour. */
const isFresh = sql`looked_up_at > clock_timestamp() - CASE WHEN slack_user_id IS NULL
  THEN interval '1 hour' ELSE interval '7 days' END`;
const TIMEOUT_MS = 4_000;

interface Person {
  workspaceId: string;
  userId: string;
  email: string;
}

/**
 * Who this person is in the workspace's Slack, by their e-mail address; null when nobody there has it. Throws what the
 * Web API's client throws.
 */
export async function slackUserOf(token: string, { workspaceId, userId, email }: Person): Promise<string | null> {
  const { rows } = await db().execute<{ id: string | null }>(sql`
    SELECT slack_user_id AS id FROM slack_identities
    WHERE workspace_id = ${workspaceId} AND user_id = ${userId} AND ${isFresh}`);
  if (rows[0]) return rows[0].id;
  const slackUserId = await lookUp(token, email);
  const found = { slackUserId, lookedUpAt: sql`clock_timestamp()` };
  await db()
    .insert(slackIdentities)
    .values({ workspaceId, userId, slackUserId })
    .onConflictDoUpdate({ target: [slackIdentities.workspaceId, slackIdentities.userId], set: found });
  return slackUserId;
}

/** The next message looks this person up anew. */
export async function forgetSlackUser(workspaceId: string, userId: string): Promise<void> {
  const ofPerson = and(eq(slackIdentities.workspaceId, workspaceId), eq(slackIdentities.userId, userId));
  await db().delete(slackIdentities).where(ofPerson);
}

async function lookUp(token: string, email: string): Promise<string | null> {
  try {
    const { user } = await slackClient(token, TIMEOUT_MS).users.lookupByEmail({ email });
    // A person, and nothing else: the id of a channel here would make a private notice public.
    return user?.id && /^[UW][A-Z0-9]+$/.test(user.id) && !user.deleted ? user.id : null;
  } catch (error) {
    if (slackProblem(error).kind === "target") return null;
    throw error;
  }
}
