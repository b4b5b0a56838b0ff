import twilio from "twilio";
import type RequestClient from "twilio/lib/base/RequestClient";
import type Response from "twilio/lib/http/response";
import { exchange, NoAnswer } from "@/lib/http/exchange";
import { retryAfterSeconds } from "@/lib/http/retry-after";

const TIMEOUT_MS = 10_000;
const MAX_ANSWER = 64 * 1024;

type Wanted<T> = RequestClient.RequestOptions<T>;

export { NoAnswer };

/** An answer that was no success, as it came. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
    readonly afterSeconds: number | undefined,
  ) {
    super(`Answered ${status}.`);
    this.name = "Refusal";
  }
}

/**
 * What the official library sends its requests by, in place of its own: that one forgets Retry-After, and cannot tell
 * whether a request had left when its answer did not come.
 */
export class SmsTransport extends twilio.RequestClient {
  readonly #base: string | undefined;

  /** `base`: another server that speaks Twilio's API. */
  constructor(base: string | undefined) {
    super();
    this.#base = base;
  }

  override async request<T>({ method, uri, username, password, headers, data }: Wanted<T>): Promise<Response<T>> {
    const given = new URL(uri);
    const url = this.#base ? new URL(`${this.#base}${given.pathname}${given.search}`) : given;
    const credentials = Buffer.from(`${username}:${password}`).toString("base64");
    const {
      status,
      headers: said,
      body,
    } = await sent(url, {
      method: method.toUpperCase(),
      headers: { ...(headers as Record<string, string>), authorization: `Basic ${credentials}` },
      body: data ? formOf(data) : undefined,
    });
    if (status >= 200 && status < 300) return { statusCode: status, body: body as T, headers: {} };
    const afterSeconds = retryAfterSeconds((name) => said[name]?.toString());
    throw new Refusal(status, body, afterSeconds);
  }
}

async function sent(url: URL, request: { method: string; headers: Record<string, string>; body?: string }) {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await exchange(url, { ...request, signal, maxBytes: MAX_ANSWER });
  } catch (error) {
    if (!(error instanceof NoAnswer && signal.aborted)) throw error;
    throw new NoAnswer(`Twilio did not answer within ${TIMEOUT_MS / 1000} s.`, error.hasLeft);
  }
}

function formOf(data: object): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(data)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) form.append(name, String(one));
  }
  return form.toString();
}
