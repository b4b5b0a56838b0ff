import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { env } from "@/lib/env";
import { CHECK_MS, type Finding, failing, ok } from "./finding";

/** The sweeper comes each minute; what is due for so long was looked at by nobody. */
const LATE_MINUTES = 5;

/** Whether the engine takes events, and whether what is due gets done. */
export async function checkJobs(workspaceId: string): Promise<Finding> {
  const url = eventUrl();
  if (!url) {
    return failing(
      "No job engine is set up, so nothing is sent.",
      "Start Belfry with `npm start`, or set INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY.",
    );
  }
  const refusal = await sendTo(url);
  if (refusal) {
    return failing(
      `The job engine does not take events: ${refusal}`,
      "See that it runs and that INNGEST_EVENT_KEY is its own. What waits is sent once it works again.",
    );
  }
  const minutes = await lateMinutes(workspaceId);
  if (minutes >= LATE_MINUTES) {
    return failing(
      `The job engine takes events, but a delivery has been due for ${minutes} minutes.`,
      "See that the engine reaches <BELFRY_URL>/api/inngest and that its signing key is INNGEST_SIGNING_KEY.",
    );
  }
  return ok("The job engine takes events, and nothing that is due waits.");
}

/** Where events are sent. Not by the client, which would try for so long that nobody waits for the answer. */
function eventUrl(): string | undefined {
  const { INNGEST_BASE_URL, INNGEST_DEV, INNGEST_EVENT_KEY } = env();
  const dev = INNGEST_DEV && (URL.canParse(INNGEST_DEV) ? INNGEST_DEV : "http://localhost:8288");
  const base = INNGEST_BASE_URL ?? dev ?? (INNGEST_EVENT_KEY ? "https://inn.gs" : undefined);
  return base && new URL(`/e/${encodeURIComponent(INNGEST_EVENT_KEY ?? "dev")}`, base).href;
}

/** Sends an event that nobody waits for; answers why it was not taken. */
async function sendTo(url: string): Promise<string | undefined> {
  const body = JSON.stringify({ name: "integrations/engine.checked", data: {} });
  const headers = { "content-type": "application/json" };
  try {
    const { ok, status } = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(CHECK_MS) });
    return ok ? undefined : `it answered ${status}.`;
  } catch {
    return "it cannot be reached.";
  }
}

/** For how long the oldest delivery of this workspace has been due; one whose provider is paused waits rightly. */
async function lateMinutes(workspaceId: string): Promise<number> {
  const { rows } = await db().execute<{ minutes: number | null }>(sql`
    SELECT floor(extract(epoch FROM clock_timestamp() - min(d.next_attempt_at)) / 60)::int AS minutes
    FROM deliveries d
    WHERE d.workspace_id = ${workspaceId} AND d.state IN ('pending', 'retrying', 'sending')
      AND (d.digest_id IS NULL OR d.notification_id IS NULL) AND d.next_attempt_at < clock_timestamp()
      AND NOT EXISTS (SELECT FROM credential_pauses p
        WHERE starts_with(p.key, d.channel || ':') AND p.until > clock_timestamp() - interval '5 minutes')`);
  return rows[0]?.minutes ?? 0;
}
