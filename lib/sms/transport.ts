import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import twilio from "twilio";
import type RequestClient from "twilio/lib/base/RequestClient";
import type Response from "twilio/lib/http/response";
import { retryAfterSeconds } from "@/lib/http/retry-after";

const TIMEOUT_MS = 10_000;
const MAX_ANSWER = 64 * 1024;

type Wanted<T> = RequestClient.RequestOptions<T>;

/** No answer came. Whether it may have been carried out all the same depends on whether it had left. */
export class NoAnswer extends Error {
  constructor(
    message: string,
    readonly hasLeft: boolean,
  ) {
    super(message);
    this.name = "NoAnswer";
  }
}

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
 * whether a request had left when its answer did not come. Each has a connection of its own: on one kept open, a reset
 * would say nothing of whether the message was taken.
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
    const answer = await context(url, {
      method: method.toUpperCase(),
      headers: { ...(headers as Record<string, string>), authorization: `Basic ${credentials}` },
      body: data ? formOf(data) : undefined,
    });
    const { status, body, afterSeconds } = answer;
    if (status < 200 || status >= 300) throw new Refusal(status, body, afterSeconds);
    return { statusCode: status, body: body as T, headers: {} };
  }
}

function formOf(data: object): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(data)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) form.append(name, String(one));
  }
  return form.toString();
}

interface Outgoing {
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

interface Answer {
  status: number;
  body: string;
  afterSeconds: number | undefined;
}

function context(url: URL, { method, headers, body }: Outgoing): Promise<Answer> {
  const start = url.protocol === "http:" ? requestHttp : requestHttps;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    let hasLeft = false;
    const fail = (error: Error) => {
      const silence = `Twilio did not answer within ${TIMEOUT_MS / 1000} s.`;
      reject(new NoAnswer(signal.aborted ? silence : error.message || "The connection broke.", hasLeft));
    };
    const request = start(url, { method, headers, agent: false, signal });
    request.once("socket", (socket) => {
      // Nothing is written before this; from here on there is no telling.
      socket.once(url.protocol === "http:" ? "connect" : "secureConnect", () => {
        hasLeft = true;
      });
    });
    request.once("response", (response) => void read(response).then(resolve, fail));
    request.on("error", fail);
    // A request without a socket yet (its name still being looked up) would not hear of the abort.
    signal.addEventListener("abort", () => fail(new Error("aborted")), { once: true });
    request.end(body);
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_ANSWER) break;
  }
  const header = (name: string) => response.headers[name]?.toString();
  return {
    status: response.statusCode ?? 0,
    body: Buffer.concat(chunks).toString("utf8"),
    afterSeconds: retryAfterSeconds(header),
  };
}
