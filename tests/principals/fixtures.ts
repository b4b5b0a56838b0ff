import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { SCOPES, type Scope } from "@/db/enums";
import { members } from "@/db/schema/workspaces";
import { bearerOf } from "@/lib/auth/bearer";
import type { Access, Endpoint } from "@/lib/http/endpoint";
import { cookieFor, makeKey, makePerson, makeTeam, type Team } from "../people";

/** Everybody there is, seen from one workspace. `terminal`: the member again, by a session sent as Bearer. */
export const PRINCIPALS = [
  "owner",
  "admin",
  "member",
  "guest",
  "removed",
  "stranger",
  "terminal",
  "key",
  "keyWithoutScope",
  "foreignKey",
  "nobody",
] as const;
export type Principal = (typeof PRINCIPALS)[number];

export type Person = Awaited<ReturnType<typeof makePerson>>;
export const PEOPLE = ["owner", "admin", "member", "guest", "removed", "stranger"] as const;
type PersonName = (typeof PEOPLE)[number];
const isPerson = (principal: Principal): principal is PersonName => PEOPLE.some((name) => name === principal);

/** A workspace with one of each, and another one, which the stranger owns. */
export interface Fixtures {
  team: Team;
  other: Team;
  people: Record<PersonName, Person>;
  keys: Record<Scope, string>;
  foreignKey: string;
}

export async function makeHouse(): Promise<Fixtures> {
  const [team, other] = [await makeTeam({ productUrl: "https://pilot.example.com" }), await makeTeam()];
  const removed = await makePerson(team);
  await db()
    .delete(members)
    .where(and(eq(members.userId, removed.userId), eq(members.workspaceId, team.workspaceId)));
  const keys = await Promise.all(SCOPES.map(async (scope) => [scope, await makeKey(team, [scope])]));
  return {
    team,
    other,
    people: {
      owner: await makePerson(team, "owner"),
      admin: await makePerson(team, "admin"),
      member: await makePerson(team, "member"),
      guest: await makePerson(team, "guest"),
      removed,
      stranger: await makePerson(other, "owner"),
    },
    keys: Object.fromEntries(keys) as Record<Scope, string>,
    foreignKey: await makeKey(other),
  };
}

/** Who a principal is, for what must be their own; keys and nobody have nothing. */
export const personOf = (fixtures: Fixtures, principal: Principal): Person | undefined =>
  isPerson(principal) ? fixtures.people[principal] : principal === "terminal" ? fixtures.people.member : undefined;

/** Whose rights it has: a terminal is its member where it is asked who it is, and nobody elsewhere. */
export function sameAs(principal: Principal, { access }: Endpoint): Exclude<Principal, "terminal"> {
  if (principal !== "terminal") return principal;
  return typeof access === "object" ? "member" : "nobody";
}

/** How a principal proves itself to this endpoint: the best it can. */
export async function proofOf(fixtures: Fixtures, principal: Principal, { access }: Endpoint) {
  if (principal === "terminal") return { key: bearerOf(fixtures.people.member.sessionId) };
  const person = personOf(fixtures, principal);
  if (person) return { cookie: await cookieFor(person) };
  if (principal === "nobody") return {};
  return { key: keyFor(fixtures, principal, access) };
}

function keyFor({ keys, foreignKey }: Fixtures, principal: Principal, access: Access): string {
  if (principal === "foreignKey") return foreignKey;
  const scope = typeof access === "object" && "key" in access ? access.key : "events:read";
  const other = SCOPES.find((one) => one !== scope) ?? scope;
  return keys[principal === "key" ? scope : other];
}
