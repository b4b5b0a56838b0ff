import { db } from "@/db/client";
import type { Role, Scope } from "@/db/enums";
import { users } from "@/db/schema/users";
import { members, workspaces } from "@/db/schema/workspaces";
import { uuidv7 } from "@/db/uuid";
import type { KeyActor, SystemActor, UserActor } from "@/lib/auth/actor";
import { newApiKey, storeApiKey } from "@/lib/auth/api-key-auth";
import { openSession, sealSession, sessionCookieName } from "@/lib/auth/session";

export interface Team {
  workspaceId: string;
  slug: string;
  producer: KeyActor;
}

/** Belfry itself, in that workspace. */
export const belfryIn = ({ workspaceId }: Team): SystemActor => ({ kind: "system", workspaceId });

let made = 0;

/** A workspace of its own. */
export async function makeTeam(row: { productUrl?: string; linkHosts?: string[] } = {}): Promise<Team> {
  const slug = `team-${++made}-${Math.random().toString(36).slice(2, 8)}`;
  const [workspace] = await db()
    .insert(workspaces)
    .values({ slug, name: `Team ${made}`, ...row })
    .returning();
  if (!workspace) throw new Error("no workspace");
  const scopes: Scope[] = ["events:write", "events:read"];
  return {
    workspaceId: workspace.id,
    slug,
    producer: { kind: "api_key", keyId: uuidv7(), workspaceId: workspace.id, workspaceSlug: slug, scopes },
  };
}

/** A person of that workspace, signed in. */
export async function makePerson(
  team: Team,
  role: Role = "member",
): Promise<UserActor & { email: string; handle: string }> {
  const handle = `p${++made}${Math.random().toString(36).slice(2, 7)}`;
  const [user] = await db()
    .insert(users)
    .values({ name: `Person ${made}`, handle, email: `${handle}@example.com` })
    .returning();
  if (!user) throw new Error("no user");
  await db().insert(members).values({ workspaceId: team.workspaceId, userId: user.id, role });
  const sessionId = await openSession(user.id, {});
  return {
    kind: "user",
    userId: user.id,
    sessionId,
    workspaceId: team.workspaceId,
    workspaceSlug: team.slug,
    role,
    email: user.email,
    handle,
  };
}

/** The Cookie header of that person's browser. */
export async function cookieFor(person: UserActor): Promise<string> {
  return `${sessionCookieName()}=${await sealSession(person.sessionId, person.userId)}`;
}

/** A stored API key of that workspace, as its producer holds it. */
export async function makeKey(team: Team, scopes: Scope[] = ["events:write", "events:read"]): Promise<string> {
  const key = newApiKey();
  await storeApiKey(key, { workspaceId: team.workspaceId, name: "test", scopes });
  return key;
}
