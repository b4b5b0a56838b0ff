import { type Answer, exchange, NoAnswer } from "@/lib/http/exchange";
import { egressAgent } from "./agent";
import { checkUrl, EgressError, type EgressPolicy } from "./target";

interface EgressInit {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
}

/** An answer, whatever its status: a redirect is one too, and is not followed. Never shown to tenants. */
export type EgressAnswer = Answer;

/**
 * The only way out to a URL that a person typed. Throws EgressError: `refused` and `inside` before anything is sent,
 * the others when no whole answer came in time.
 */
export async function egressFetch(url: string, init: EgressInit, policy: EgressPolicy): Promise<EgressAnswer> {
  const target = checkUrl(url, policy);
  if (Object.keys(init.headers ?? {}).some((name) => name.toLowerCase() === "host")) {
    throw new EgressError("refused", "The Host header is the address's own.");
  }
  const deadline = AbortSignal.timeout(policy.timeoutMs ?? 10_000);
  const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  const agent = egressAgent(policy, target.protocol === "http:" ? "http:" : "https:");
  try {
    return await exchange(target, { method: "GET", ...init, agent, signal, maxBytes: policy.maxBytes ?? 64 * 1024 });
  } catch (error) {
    const { cause, hasLeft } = error instanceof NoAnswer ? error : { cause: error, hasLeft: false };
    if (cause instanceof EgressError) throw cause;
    const [problem, what] = deadline.aborted
      ? (["timed_out", "did not answer in time"] as const)
      : (["unreachable", "cannot be reached just now"] as const);
    throw new EgressError(problem, `${target.host} ${what}.`, { cause, hasLeft });
  } finally {
    agent.destroy();
  }
}
