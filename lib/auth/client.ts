"use client";

import { CODE_REFUSALS, type CodeRefusal } from "@/lib/auth/contract";

/** Why signing in did not work: the code's own refusal, or that no sensible answer came. */
export type SignInProblem = CodeRefusal | "offline" | "failed";

/**
 * Trades a code for a session cookie, over next-auth's own addresses. Not next-auth's `signIn`: that leaves the
 * page when the network does, and with it what was typed. Resolves to what went wrong, or undefined.
 */
export async function signInWithCode(email: string, code: string): Promise<SignInProblem | undefined> {
  const answer = await post("callback/code", { email, code });
  if (answer === "offline") return "offline";
  const reason = errorOf(answer.url);
  if (reason === undefined) return answer.isOk ? undefined : "failed";
  return CODE_REFUSALS.find((known) => known === reason) ?? "failed";
}

/** Ends this browser's session and leaves for the sign-in page, so that nothing of the person stays in memory. */
export async function signOut(): Promise<void> {
  const answer = await post("signout", {});
  if (answer === "offline" || !answer.isOk) throw new Error("Belfry cannot be reached, so you are still signed in.");
  window.location.assign("/sign-in");
}

interface Answer {
  isOk: boolean;
  url: string | undefined;
}

async function post(action: string, fields: Record<string, string>): Promise<Answer | "offline"> {
  try {
    const { csrfToken } = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
    const body = new URLSearchParams({ ...fields, csrfToken, json: "true" });
    const response = await fetch(`/api/auth/${action}`, { method: "POST", body });
    const { url } = (await response.json().catch(() => ({}))) as { url?: string };
    return { isOk: response.ok, url };
  } catch {
    return "offline";
  }
}

function errorOf(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url, window.location.origin)) return undefined;
  return new URL(url, window.location.origin).searchParams.get("error") ?? undefined;
}
