import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { encodeCursor } from "@/lib/http/cursor";
import { notify } from "@/lib/notifications/events/notify";
import { createFilter } from "@/lib/notifications/inbox/filters";
import { listNotifications } from "@/lib/notifications/inbox/list";
import { callApi } from "../api";
import { cookieFor } from "../people";
import type { Fixtures } from "../principals/fixtures";
import { digestedTables } from "../principals/tables";
import type { Real } from "./from-schema";

/** In every text of the other workspace: whoever finds it in an answer has been told what is not theirs. */
export const CANARY = `cnry${crypto.randomUUID().slice(0, 8)}`;

/** Furnishes both workspaces alike, the other one with canaries; answers what can be named of the two. */
export async function furnish(fixtures: Fixtures): Promise<Real> {
  const { team, other, people } = fixtures;
  const { stranger, owner, guest } = people;
  const handle = `${CANARY}${crypto.randomUUID().slice(0, 8)}`;
  await db().execute(sql`UPDATE workspaces SET name = ${CANARY}, product_url = ${`https://${CANARY}.example.com`},
    link_hosts = ARRAY[${`${CANARY}.example.com`}] WHERE id = ${other.workspaceId}`);
  await db().execute(sql`UPDATE users SET name = ${`Name ${CANARY}`}, title = ${CANARY}, handle = ${handle},
    email = ${`${handle}@example.com`} WHERE id = ${stranger.userId}`);
  await db().execute(sql`UPDATE sessions SET user_agent = ${CANARY} WHERE user_id = ${stranger.userId}`);
  await db().execute(sql`UPDATE api_keys SET name = ${CANARY} WHERE workspace_id = ${other.workspaceId}`);
  for (const [where, who, text] of [
    [other, stranger, CANARY],
    [team, owner, "Ours"],
    [team, guest, "Ours"],
  ] as const) {
    const event = { type: "test", title: text, body: text, data: { text }, recipients: { users: [who.userId] } };
    for (const id of ["1", "1", "2"]) await notify(where.producer, { ...event, subject: { kind: "ticket", id } });
    await createFilter(who, { name: text, filter: { type: [text] } });
  }
  await invite(other.slug, await cookieFor(stranger), `${CANARY}1@example.com`);
  await invite(team.slug, await cookieFor(owner), `${crypto.randomUUID()}@example.com`);
  const cursors = await Promise.all(
    [owner, stranger].map(async (who) => (await listNotifications(who, { limit: 1 })).nextCursor),
  );
  return { ids: await allIds(), names: [...namesOf(fixtures), ...cursors.flatMap((cursor) => cursor ?? [])] };
}

async function invite(slug: string, cookie: string, email: string): Promise<void> {
  await db().execute(sql`DELETE FROM rate_buckets`);
  const body = { email, role: "member" };
  const { status } = await callApi(`POST /api/workspaces/${slug}/invitations`, { cookie, body });
  if (status !== 201) throw new Error(`The invitation was not made: ${status}.`);
}

/** The id of every row there is, of both workspaces. */
async function allIds(): Promise<string[]> {
  const tables = (await digestedTables()).filter(({ columns }) => columns.includes("id"));
  const parts = tables.map(({ name }) => sql`(SELECT id::text FROM ${sql.identifier(name)} ORDER BY id DESC LIMIT 60)`);
  const { rows } = await db().execute<{ id: string }>(sql.join(parts, sql` UNION ALL `));
  return rows.map(({ id }) => id);
}

/** What is neither an id nor secret: people, places, types, a cursor of no list. */
function namesOf({ team, people }: Fixtures): string[] {
  const cursor = encodeCursor("a list elsewhere", [new Date().toISOString(), people.owner.userId]);
  return [
    team.slug,
    people.member.email,
    people.guest.email.toUpperCase(),
    `@${people.guest.handle}`,
    people.owner.handle,
    ...["test", "issue.new", "system", "everyone", "Europe/Berlin", "/path", "https://pilot.example.com/x"],
    `private-user.${people.owner.userId}.${team.workspaceId}`,
    `private-user.${people.owner.userId}.${people.stranger.workspaceId}`,
    ...["1.1", "123.456", "member", "new.person@example.com"],
    cursor,
    `${cursor.slice(0, -1)}0`,
  ];
}
