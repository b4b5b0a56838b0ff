import { randomBytes } from "node:crypto";
import { isSecure, setCookie } from "@/lib/auth/session";
import { sha256 } from "@/lib/crypto";
import { cookieOf } from "./authenticate";

/** The browser that asked for a code proves by this cookie that it was the one. */
const challengeCookieName = (): string => (isSecure() ? "__Host-belfry.challenge" : "belfry.challenge");

/** 128 random bits, as the cookie carries them. */
export const newChallenge = (): string => randomBytes(16).toString("base64url");

/** What the database keeps of a challenge. */
export const challengeHash = (challenge: string): string => sha256(challenge);

/** A Set-Cookie header that hands a challenge to the browser for `seconds`. */
export const challengeCookie = (challenge: string, seconds: number): string =>
  setCookie(challengeCookieName(), challenge, seconds);

/** The challenge a request's browser holds; undefined when it holds none that we could have made. */
export function challengeOf(request: Request): string | undefined {
  const value = cookieOf(request, challengeCookieName());
  return value && /^[\w-]{22}$/.test(value) ? value : undefined;
}
