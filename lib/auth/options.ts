import type { Account, NextAuthOptions, User } from "next-auth";
import type { JWT } from "next-auth/jwt";
import { challengeOf } from "@/lib/auth/challenge";
import { verifySignInCode } from "@/lib/auth/codes";
import { oauthProviders, type ProviderProfile } from "@/lib/auth/providers";
import {
  cookieOptions,
  cookieSecret,
  findNames,
  findPerson,
  isSecure,
  revokeSession,
  SESSION_SECONDS,
  sessionCookieName,
} from "@/lib/auth/session";
import { startSession } from "@/lib/auth/sign-in";
import { log } from "@/lib/log";
import { findByProvider } from "./link-account";

interface Listener {
  onTrouble: (error: unknown) => void;
  onSignIn: (userId: string) => void;
}

/** What `authorize` hands to the token: whose session, and which. */
type SignedIn = User & { sessionId: string };

/**
 * next-auth for one request: a mailed code, or a provider's word for a person's address, opens a session row, and the
 * cookie names that row and nothing else. `onTrouble` hears what failed on our side: next-auth itself would show its
 * words in an address (sign-in), take the cookie away (session), or say that all is well (sign-out). `onSignIn` hears
 * who signed in.
 */
export const authOptions = (request: Request, { onTrouble, onSignIn }: Listener): NextAuthOptions => ({
  secret: cookieSecret(),
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  useSecureCookies: isSecure(),
  cookies: { sessionToken: { name: sessionCookieName(), options: cookieOptions() } },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    {
      id: "code",
      name: "Code by e-mail",
      type: "credentials",
      credentials: { email: {}, code: {} },
      authorize: (given) => heard(signInByCode(request, given), onTrouble),
    },
    ...oauthProviders(),
  ],
  callbacks: {
    // Where to go next comes from the caller, and ends in a header: a page of ours, in letters that one can hold.
    redirect: ({ url, baseUrl }) => {
      const asked = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : undefined;
      return asked?.origin === baseUrl ? asked.href : baseUrl;
    },
    signIn: async ({ user, account, profile }) => {
      // next-auth hands this very `user` on to the token, which wants our own person and session.
      if (account?.type === "oauth") Object.assign(user, await signInByProvider(request, account, profile));
      return true;
    },
    jwt: async ({ token, user }) => {
      if (!user) return heard(refuseEnded(token), onTrouble);
      onSignIn(user.id);
      return tokenOf(user as SignedIn);
    },
    session: async ({ session, token }) => ({ expires: session.expires, user: await findNames(token.sub ?? "") }),
  },
  events: {
    signOut: async ({ token }) => {
      if (typeof token?.sid === "string") await heard(revokeSession(token.sid), onTrouble);
    },
  },
  logger: {
    error: (code, metadata) => log.warn({ reason: code, err: metadata }, "next-auth"),
    warn: (code) => log.warn({ reason: code }, "next-auth"),
    debug: () => {},
  },
});

/** A refusal is meant for next-auth; anything else is ours to answer. */
class Refusal extends Error {}

function heard<T>(work: Promise<T>, onTrouble: (error: unknown) => void): Promise<T> {
  return work.catch((error: unknown) => {
    if (error instanceof Refusal) throw error;
    onTrouble(error);
    throw new Refusal("trouble");
  });
}

/** The refusal's name travels as the error's message; the page that asked has the sentence for it. */
async function signInByCode(request: Request, given: Record<"email" | "code", string> | undefined): Promise<SignedIn> {
  const verdict = await verifySignInCode({
    email: String(given?.email ?? ""),
    code: String(given?.code ?? ""),
    challenge: challengeOf(request),
  });
  if ("refusal" in verdict) throw new Refusal(verdict.refusal);
  return { id: verdict.userId, sessionId: await startSession(request, verdict.userId) };
}

async function signInByProvider(request: Request, { provider }: Account, profile: object = {}): Promise<SignedIn> {
  const verdict = await findByProvider(provider, profile as ProviderProfile);
  if ("refusal" in verdict) throw new Error(verdict.refusal);
  return { id: verdict.userId, sessionId: await startSession(request, verdict.userId) };
}

const tokenOf = ({ id, sessionId }: SignedIn): JWT => ({ sub: id, sid: sessionId });

async function refuseEnded(token: JWT): Promise<JWT> {
  if (typeof token.sid !== "string" || !(await findPerson(token.sid))) throw new Refusal("The session has ended.");
  return token;
}
