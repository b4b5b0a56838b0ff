import { unseal } from "@/lib/crypto";
import { type EgressAnswer, egressFetch } from "@/lib/egress/fetch";
import { EgressError, type EgressPolicy } from "@/lib/egress/target";
import { retryAfterSeconds } from "@/lib/http/retry-after";
import type { Outcome, Outgoing } from "../define";

interface Webhook {
  /** Whose it is, at the beginning of a sentence. */
  service: string;
  hosts: readonly string[];
  payload: unknown;
  /** Whether this answer means that the message was taken. */
  isTaken: (answer: EgressAnswer) => boolean;
}

/** A config's secret: a webhook's address, or a Slack channel's id. Throws when it was moved here from another row. */
export function targetOf({ destination }: Pick<Outgoing, "destination">): string {
  if (!destination?.sealedTarget) throw new Error("This destination has no target.");
  return unseal("channel config", destination.id, destination.sealedTarget);
}

/**
 * Posts a message to an address that somebody typed, through the egress guard. What it answers is never shown, only
 * what it means. Neither Slack nor Teams knows a repeat as one.
 */
export async function postToWebhook(
  url: string,
  begin: () => Promise<void>,
  { service, hosts, payload, isTaken }: Webhook,
): Promise<Outcome> {
  const policy: EgressPolicy = { hosts, maxBytes: 8 * 1024 };
  const init = {
    method: "POST" as const,
    headers: { "content-type": "application/json; charset=utf-8", "user-agent": "Belfry" },
    body: JSON.stringify(payload),
  };
  await begin();
  try {
    const answer = await egressFetch(url, init, policy);
    return isTaken(answer) ? { kind: "sent", providerId: "", status: answer.status } : outcomeOf(service, answer);
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    if (error.problem === "refused" || error.problem === "inside") return { kind: "failed", error: error.message };
    return { kind: "retry", error: error.message, mayHaveArrived: error.hasLeft };
  }
}

function outcomeOf(service: string, { status, headers }: EgressAnswer): Outcome {
  if (status === 404 || status === 410) {
    return { kind: "gone", status, error: `${service} says that this webhook no longer exists (${status}).` };
  }
  const afterSeconds = retryAfterSeconds((name) => headers[name]?.toString());
  if (status === 429) {
    return { kind: "retry", status, afterSeconds, isThrottled: true, error: `${service} asks us to slow down (429).` };
  }
  if (status >= 500 || status === 408) {
    // What broke, there or at a gateway on the way, may have broken after the message was taken.
    const error = `${service} could not take it just now (${status}).`;
    return { kind: "retry", status, afterSeconds, error, mayHaveArrived: true };
  }
  if (status >= 300 && status < 400) {
    return { kind: "failed", status, error: `The address redirects (${status}), and redirects are not followed.` };
  }
  if (status >= 400) return { kind: "failed", status, error: `${service} refused the message (${status}).` };
  const error = `The answer (${status}) is not ${service}’s: something else answers there.`;
  return { kind: "retry", status, error, mayHaveArrived: true };
}
