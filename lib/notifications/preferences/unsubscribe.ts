import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import { CATALOGUE } from "../catalogue/registry";
import { CATEGORY_LABELS } from "../constants";
import { changeFor } from "./settings";
import type * as api from "./unsubscribe-contract";
import type { Stopped } from "./unsubscribe-contract";
import { openStop, type Stop } from "./unsubscribe-link";

/** Where a browser lands that follows the link itself: on a page that asks. */
export async function redirectToUnsubscribe(
  _: Actor,
  { token }: Input<typeof api.redirectToUnsubscribe>,
): Promise<Response> {
  const location = `${env().BELFRY_URL}/unsubscribe?token=${encodeURIComponent(token)}`;
  return new Response(null, {
    status: 302,
    headers: { location, "content-type": "text/html", "cache-control": "private, no-store" },
  });
}

/** What such a link is about and whether its mails are stopped already, or why there is nothing to stop. */
export async function findStop(token: string): Promise<Stopped | { refusal: string }> {
  try {
    const stop = openLink(token);
    return { ...(await find(stop)), isStopped: await isStopped(stop) };
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return { refusal: error.message };
    throw error;
  }
}

/** Switches e-mail off for what the link is about, as often as one likes. Error: 404 a link we have not written, or of somebody who is no member any more. */
export const unsubscribe = (_: Actor, { token }: Input<typeof api.unsubscribe>): Promise<Stopped> => say(token, false);

/** Leaves it to what holds otherwise again. Error: 404 as above. */
export const resubscribe = (_: Actor, { token }: Input<typeof api.resubscribe>): Promise<Stopped> => say(token, null);

async function say(token: string, isOn: false | null): Promise<Stopped> {
  const stop = openLink(token);
  const found = await find(stop);
  const { scope, key } = stop;
  await changeFor(stop, [{ scope, key, channel: "email", isOn }]);
  return { ...found, isStopped: isOn === false };
}

async function isStopped({ userId, workspaceId, scope, key }: Stop): Promise<boolean> {
  const { rows } = await db().execute(sql`
    SELECT FROM preferences WHERE workspace_id = ${workspaceId} AND user_id = ${userId} AND scope = ${scope}
      AND key = ${key} AND channel = 'email' AND is_on = false`);
  return rows.length > 0;
}

async function find(stop: Stop): Promise<Omit<Stopped, "isStopped">> {
  const { rows } = await db().execute<{ workspace: string; email: string; own: string | null }>(sql`
    SELECT w.name AS workspace, u.email, e.label AS own FROM members m
    JOIN users u ON u.id = m.user_id JOIN workspaces w ON w.id = m.workspace_id
    LEFT JOIN event_types e ON e.workspace_id = w.id AND e.key = ${stop.key}
    WHERE m.user_id = ${stop.userId} AND m.workspace_id = ${stop.workspaceId}`);
  const [found] = rows;
  if (!found) throw new AppError("not_found", "You are no member of that workspace any more: no mail comes from it.");
  const { own, ...notified } = found;
  return { ...notified, about: aboutOf(stop, own) };
}

function openLink(token: string): Stop {
  const stop = openStop(token);
  if (stop) return stop;
  throw new AppError("not_found", "This link is not one of ours; take it from the mail as it stands there.");
}

function aboutOf({ scope, key }: Stop, own: string | null): string {
  if (scope === "all") return "everything";
  if (scope === "type") return `“${own ?? CATALOGUE.get(key)?.label ?? key}”`;
  return CATEGORY_LABELS[key as keyof typeof CATEGORY_LABELS] ?? key;
}
