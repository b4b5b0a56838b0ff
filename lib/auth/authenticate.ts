import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import type { Access } from "@/lib/http/endpoint";
import { refuseForeignOrigin } from "@/lib/http/origin";
import { type Actor, hasRole } from "./actor";
import { findKey } from "./api-key-auth";
import { isSessionToken, sessionOfBearer } from "./bearer";
import { findPerson, findUser, sessionCookieName, unsealSession } from "./session";

/** Every rule but those for callers we need not know. */
type Known = Extract<Access, object>;

/**
 * Who is asking, allowed by the endpoint's access rule. A request with an Authorization header is a program's, for a
 * producer (an API key) or for a person (a session of theirs), and its cookies are ignored. Errors: 401 nobody, 403 the
 * wrong kind of caller, role, scope or origin, 404 a workspace the caller does not belong to.
 */
export async function authenticate(request: Request, access: Access, workspace?: string): Promise<Actor> {
  if (access === "public") {
    refuseForeignOrigin(request, env().BELFRY_URL);
    return { kind: "nobody" };
  }
  if (access === "program") return { kind: "nobody" };
  const authorization = request.headers.get("authorization");
  if (authorization === null) return byCookie(request, access, workspace);
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
  return isSessionToken(token)
    ? asPerson(sessionOfBearer(token), access, workspace)
    : asProducer(token, access, workspace);
}

async function asProducer(key: string, access: Known, workspace?: string): Promise<Actor> {
  const actor = await findKey(key);
  if (!actor) throw unauthenticated("This API key is unknown, revoked or expired.");
  if (!("key" in access)) throw new AppError("forbidden", "An API key has no inbox: this is for people who sign in.");
  if (workspace !== actor.workspaceId && workspace !== actor.workspaceSlug) throw notFound("workspace");
  if (!actor.scopes.includes(access.key))
    throw new AppError("forbidden", `This API key lacks the scope ${access.key}.`);
  return actor;
}

/** A browser sends its cookies whoever's page asks: a change must come from a page of ours. */
async function byCookie(request: Request, access: Known, workspace?: string): Promise<Actor> {
  const sessionId = await unsealSession(cookieOf(request, sessionCookieName()));
  if (sessionId && !("key" in access)) refuseForeignOrigin(request, env().BELFRY_URL);
  return asPerson(sessionId, access, workspace);
}

async function asPerson(sessionId: string | undefined, access: Known, workspace?: string): Promise<Actor> {
  const nobody = () =>
    unauthenticated(
      "key" in access ? "Send an API key, as Authorization: Bearer bf_…." : "Sign in first: there is no live session.",
    );
  if (!sessionId || "key" in access) throw nobody();
  // A name the database could not even be asked for.
  if (workspace?.includes("\0")) throw notFound("workspace");
  if (workspace === undefined) {
    const person = await findPerson(sessionId);
    if (!person) throw nobody();
    return person;
  }
  const user = await findUser(sessionId, workspace);
  if (user && hasRole(user.role, access.person)) return user;
  if (user) throw new AppError("forbidden", `This needs the role ${access.person}.`);
  if (await findPerson(sessionId)) throw notFound("workspace");
  throw nobody();
}

const unauthenticated = (message: string) =>
  new AppError("unauthenticated", message, { headers: { "www-authenticate": "Bearer" } });

/** One cookie of a request, by name. */
export function cookieOf(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const [key, ...value] = pair.trim().split("=");
    if (key === name) return value.join("=");
  }
  return undefined;
}
