import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { egressAgent } from "./agent";
import { checkUrl, EgressError, type EgressPolicy } from "./target";

interface EgressInit {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
}

/** An answer, whatever its status: a redirect is one too, and is not followed. Never shown to tenants. */
export interface EgressAnswer {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
  /** Whether there was more than the policy's `maxBytes`. */
  isCut: boolean;
}

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
    const response = await send(target, init, agent, signal);
    return { status: response.statusCode ?? 0, headers: response.headers, ...(await read(response, policy)) };
  } catch (error) {
    if (error instanceof EgressError) throw error;
    if (deadline.aborted) throw new EgressError("timed_out", `${target.host} did not answer in time.`);
    throw new EgressError("unreachable", `${target.host} cannot be reached just now.`, { cause: error });
  } finally {
    agent.destroy();
  }
}

function send(
  url: URL,
  init: EgressInit,
  agent: ReturnType<typeof egressAgent>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const start = url.protocol === "http:" ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const request = start(url, { method: init.method ?? "GET", headers: init.headers, agent, signal });
    // A request without a socket yet (its name still being looked up) would not hear of the abort.
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    request.once("response", resolve);
    // Stays for what goes wrong after the answer has begun; the reader hears of that by itself.
    request.on("error", reject);
    request.end(init.body);
  });
}

async function read(response: IncomingMessage, { maxBytes = 64 * 1024 }: EgressPolicy) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBytes) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, maxBytes).toString("utf8"), isCut: size > maxBytes };
}
