import { randomBytes } from "node:crypto";
import { isSecure, setCookie } from "@/lib/auth/session";
import { isSameDigest, mac } from "@/lib/crypto";
import { cookieOf } from "./authenticate";

const KEEP_SECONDS = 400 * 24 * 60 * 60;

const cookieName = (): string => (isSecure() ? "__Host-belfry.known" : "belfry.known");

const proofOf = (id: string, email: string) => mac("known browser", `${id}:${email}`);

/**
 * A Set-Cookie header by which a browser shows, also after signing out, that this address's person has signed in there.
 * It opens nothing: it keeps room for them while strangers ask for codes in their name. The address is not in it.
 */
export function knownBrowserCookie(email: string): string {
  const id = randomBytes(16).toString("base64url");
  return setCookie(cookieName(), `${id}.${proofOf(id, email)}`, KEEP_SECONDS);
}

/** Which browser asks, if it is one where this address's person has signed in. */
export function knownBrowserOf(request: Request, email: string): { knownAs: string } | undefined {
  const [, id, proof] = /^([\w-]{22})\.([0-9a-f]{64})$/.exec(cookieOf(request, cookieName()) ?? "") ?? [];
  return id && proof && isSameDigest(proof, proofOf(id, email)) ? { knownAs: id } : undefined;
}
