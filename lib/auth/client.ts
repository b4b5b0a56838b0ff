"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CODE_REFUSALS, type CodeRefusal } from "@/lib/auth/constants";
import type * as api from "@/lib/auth/contract";
import type { ApiKey, Session } from "@/lib/auth/contract";
import { createApiKey, endOtherSessions, endSession, revokeApiKey } from "@/lib/auth/operations";
import { call } from "@/lib/http/call";
import type { CallInput } from "@/lib/http/endpoint";
import { useOptimistic } from "@/lib/http/optimistic";
import { toast } from "@/lib/toast";
import { apiKeysQuery, sessionsQuery } from "./queries";

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

/** Leaves for a provider's own sign-in page, and comes back to `next`. Resolves to what went wrong, or undefined. */
export async function signInWithProvider(id: string, next: string): Promise<SignInProblem | undefined> {
  const answer = await post(`signin/${id}`, { callbackUrl: new URL(next, window.location.origin).href });
  if (answer === "offline") return "offline";
  if (!answer.url || errorOf(answer.url) !== undefined) return "failed";
  window.location.assign(answer.url);
}

/** Ends this browser's session and leaves for `next`, so that nothing of the person stays in memory. */
export async function signOut(next = "/sign-in"): Promise<void> {
  const answer = await post("signout", {});
  if (answer === "offline" || !answer.isOk) throw new Error("Belfry cannot be reached, so you are still signed in.");
  window.location.assign(next);
}

/** Where I am signed in. */
export const useSessions = () => useQuery(sessionsQuery);

/** Signs out one of my other sessions, seen at once. */
export function useEndSession() {
  return useOptimistic({
    queryKey: sessionsQuery.queryKey,
    apply: ({ sessions }: { sessions: Session[] }, id: string) => ({
      sessions: sessions.filter((session) => session.id !== id),
    }),
    send: (id) => call(endSession, { id }),
    kept: "That session is still signed in.",
  });
}

/** Signs out everywhere but here, seen at once. */
export function useEndOtherSessions() {
  return useOptimistic({
    queryKey: sessionsQuery.queryKey,
    apply: ({ sessions }: { sessions: Session[] }) => ({ sessions: sessions.filter(({ isCurrent }) => isCurrent) }),
    send: async () => {
      const { ended } = await call(endOtherSessions, {});
      toast(ended === 1 ? "Signed out in one other place." : `Signed out in ${ended} other places.`);
    },
    kept: "Your other sessions are still signed in.",
  });
}

/** The workspace's API keys. `ws` is its slug, here and below. */
export const useApiKeys = (ws: string) => useQuery(apiKeysQuery(ws));

/** Makes a key. The answer holds it whole, and is the only one that does: it goes into no cache. */
export function useCreateApiKey(ws: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: Omit<CallInput<typeof api.createApiKey>, "ws">) => call(createApiKey, { ws, ...input }),
    gcTime: 0,
    onSuccess: () => void cache.invalidateQueries({ queryKey: apiKeysQuery(ws).queryKey }),
  });
}

/** Revokes a key, seen at once. */
export function useRevokeApiKey(ws: string) {
  return useOptimistic({
    queryKey: apiKeysQuery(ws).queryKey,
    apply: ({ apiKeys }: { apiKeys: ApiKey[] }, id: string) => ({ apiKeys: apiKeys.filter((key) => key.id !== id) }),
    send: (id) => call(revokeApiKey, { ws, id }),
    kept: "The key still works.",
  });
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
