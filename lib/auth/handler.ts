import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { PROVIDER_REFUSALS } from "@/lib/auth/constants";
import { knownBrowserCookie } from "@/lib/auth/known-browser";
import { authOptions } from "@/lib/auth/options";
import { oauthProviders } from "@/lib/auth/providers";
import { findNames, forgetFetched } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { refuseForeignOrigin } from "@/lib/http/origin";
import { log } from "@/lib/log";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

/** What we use of next-auth. Its built-in pages, its log intake and the rest stay shut. */
const OPEN = new Set([
  "GET csrf",
  "GET providers",
  "GET session",
  "GET signin",
  "GET error",
  "POST callback/code",
  "POST signout",
]);
export const MAX_BODY = 8 * 1024;

/** Answers next-auth's addresses: the ones in use, from our own pages, with bodies of a known and small size. */
export async function handleAuth(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  const operation = `${request.method} ${nextauth.join("/")}`;
  const isReturn = oauthProviders().some(({ id }) => operation === `GET callback/${id}`);
  const isOpen =
    OPEN.has(operation) || isReturn || oauthProviders().some(({ id }) => operation === `POST signin/${id}`);
  if (!isOpen) return refusal(404, "There is no such address.");
  try {
    refuseForeignOrigin(request, env().BELFRY_URL);
  } catch (error) {
    if (error instanceof AppError) return refusal(error.status, error.message);
    throw error;
  }
  // Its own error page would copy the caller's words into a header.
  if (operation === "GET error") {
    const location = signInPage(request.nextUrl.searchParams.get("error"));
    return new Response(null, { status: 302, headers: { location, "cache-control": "private, no-store" } });
  }
  if (request.method === "POST") {
    const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    if (type !== "application/x-www-form-urlencoded") return refusal(415, "Send the fields as a form.");
    const length = request.headers.get("content-length");
    if (length === null || Number(length) > MAX_BODY)
      return refusal(413, "The form must say its length, 8 KB at most.");
  }
  // Read by next-auth at each call: what the address bar or a proxy's header says has no say in our own origin.
  process.env.NEXTAUTH_URL = `${env().BELFRY_URL}/api/auth`;
  const troubles: unknown[] = [];
  const signedIn: string[] = [];
  const options = authOptions(request, {
    onTrouble: (error) => troubles.push(error),
    onSignIn: (userId) => signedIn.push(userId),
  });
  const response: Response = await NextAuth(request, context, options);
  if (troubles.length > 0) {
    log.error({ err: troubles[0] }, "next-auth was left without an answer");
    return refusal(503, "This cannot be done just now. Try again in a moment.");
  }
  response.headers.set("cache-control", "private, no-store");
  for (const userId of signedIn) await rememberBrowser(response, userId);
  if (isReturn) explainRefusal(response);
  if (operation === "POST signout") forgetFetched(response.headers);
  return response;
}

async function rememberBrowser({ headers }: Response, userId: string): Promise<void> {
  const person = await findNames(userId);
  if (person) headers.append("set-cookie", knownBrowserCookie(person.email));
}

/** Back from a provider without a session: the sign-in page says why, in words of its own for each refusal of ours. */
function explainRefusal({ headers }: Response): void {
  const location = new URL(headers.get("location") ?? "/", env().BELFRY_URL);
  const reason = location.searchParams.get("error");
  if (reason === null) return;
  headers.set("location", signInPage(reason));
}

/** Only words of ours go into a header; a caller's may be none that a header can hold. */
const signInPage = (reason: string | null): string =>
  `${env().BELFRY_URL}/sign-in?error=${PROVIDER_REFUSALS.find((one) => one === reason) ?? "provider_failed"}`;

const refusal = (status: number, message: string): Response =>
  Response.json({ error: { message } }, { status, headers: { "cache-control": "private, no-store" } });
