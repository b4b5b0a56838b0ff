import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** No whole answer came. `hasLeft`: it may have been carried out all the same; without it nobody has seen the request. */
export class NoAnswer extends Error {
  constructor(
    message: string,
    readonly hasLeft: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "NoAnswer";
  }
}

interface Request {
  method: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Ends it, wherever it is. */
  signal: AbortSignal;
  /** Bytes of the answer that are read; the rest is never fetched. */
  maxBytes: number;
  agent?: Agent;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** Whether there was more than `maxBytes`. */
  isCut: boolean;
}

/**
 * One request on a connection of its own: it waits for no other, and on one kept open a reset would say nothing of
 * whether it was taken. Redirects are answers. Throws NoAnswer.
 */
export function exchange(url: URL, { body, maxBytes, agent, ...options }: Request): Promise<Answer> {
  const start = url.protocol === "http:" ? requestHttp : requestHttps;
  const { signal } = options;
  return new Promise((resolve, reject) => {
    let hasLeft = false;
    const fail = (cause: Error) => reject(new NoAnswer(cause.message || "The connection broke.", hasLeft, { cause }));
    const request = start(url, { ...options, agent: agent ?? false });
    request.once("socket", (socket) => {
      // Nothing is written before this; from here on there is no telling.
      socket.once(url.protocol === "http:" ? "connect" : "secureConnect", () => {
        hasLeft = true;
      });
    });
    request.once("response", (response) => void read(response, maxBytes).then(resolve, fail));
    // Stays for what goes wrong after the answer has begun; the reader hears of that by itself.
    request.on("error", fail);
    // A request without a socket yet (its name still being looked up) would not hear of the abort.
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
    request.end(body);
  });
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBytes) break;
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).subarray(0, maxBytes).toString("utf8"),
    isCut: size > maxBytes,
  };
}
