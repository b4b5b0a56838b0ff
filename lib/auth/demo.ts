import { codeOf } from "@/db/transaction";
import { addressOf, isLoopback } from "@/lib/auth/client-address";
import { isDemoProof } from "@/lib/auth/demo-link";
import { findUser, SESSION_SECONDS, sealSession, sessionCookieName, setCookie } from "@/lib/auth/session";
import { startSession } from "@/lib/auth/sign-in";
import { env } from "@/lib/env";

/**
 * Follows such a link: a session, its cookie, and on to the inbox. 404 for everything else: demo off, another
 * machine, another host name, a token that is not ours, a person who has left.
 */
export async function signInDemo(request: Request): Promise<Response> {
  const token = new URL(request.url).searchParams.get("token") ?? "";
  const [userId = "", proof = ""] = token.split(".");
  const isOurs = isDemoHere(request) && isDemoProof(userId, proof);
  const sessionId = isOurs ? await startSession(request, userId).catch(unlessGone) : undefined;
  if (!sessionId) return new Response("There is no such address.", { status: 404 });
  const user = await findUser(sessionId);
  const cookie = setCookie(sessionCookieName(), await sealSession(sessionId, userId), SESSION_SECONDS);
  // Relative, so that the cookie stays with the host name that was typed.
  const location = user ? `/notifications?w=${user.workspaceSlug}` : "/notifications";
  return new Response(null, {
    status: 303,
    headers: { location, "set-cookie": cookie, "cache-control": "private, no-store" },
  });
}

/** Both ends are this machine: the socket's, and the name in the address bar (a foreign name may point here). */
function isDemoHere(request: Request): boolean {
  const address = addressOf(request.headers);
  const host = request.headers.get("host") ?? "";
  return (
    env().BELFRY_DEMO &&
    address !== undefined &&
    isLoopback(address) &&
    /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)
  );
}

function unlessGone(error: unknown): undefined {
  const isForeignKey = codeOf(error) === "23503";
  if (!isForeignKey) throw error;
}
