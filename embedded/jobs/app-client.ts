import http from "node:http";
import https from "node:https";
import { canonicalJson, type Signer } from "./signature";

export interface Reply {
  status: number;
  headers: Record<string, string | undefined>;
  body: string;
}

/** The app was not reached at all (`unreachable`), or the connection broke while it worked. */
export class CallError extends Error {
  constructor(
    message: string,
    readonly unreachable: boolean,
  ) {
    super(message);
  }
}

export interface AppClient {
  /**
   * Sends signed JSON and waits `patienceMs` for an answer, or for ever new parts of one. `fetch` gives up after 300 s
   * without headers, so this is node:http.
   * @throws CallError
   */
  send(
    method: "POST" | "PUT",
    url: string,
    body: unknown,
    headers: Record<string, string>,
    patienceMs: number,
  ): Promise<Reply>;
  close(): void;
}

/** A host that is gone is noticed by TCP long before. */
const ALIVE_MS = 10_000;
const LARGEST_REPLY = 64 * 1024 * 1024;
const UNREACHABLE = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

export function createAppClient(signer: Signer): AppClient {
  const agents = {
    "http:": new http.Agent({ keepAlive: true }),
    "https:": new https.Agent({ keepAlive: true }),
  };

  function attempt(
    method: string,
    url: URL,
    text: string,
    headers: Record<string, string>,
    timeout: number,
    fresh = false,
  ) {
    return new Promise<Reply>((resolve, reject) => {
      const secure = url.protocol === "https:";
      const agent = fresh ? false : secure ? agents["https:"] : agents["http:"];
      const request = (secure ? https : http).request(url, { method, headers, agent, timeout });
      request.setSocketKeepAlive(true, ALIVE_MS);
      request.on("response", (response) => collect(response).then(resolve, reject));
      request.on("timeout", () => request.destroy(new Error(`no answer within ${timeout / 1000} s`)));
      request.on("error", (error: NodeJS.ErrnoException) => {
        // An idle connection the app had closed already: nobody has seen the request.
        if (request.reusedSocket && error.code === "ECONNRESET" && !fresh) {
          attempt(method, url, text, headers, timeout, true).then(resolve, reject);
        } else reject(toCallError(error));
      });
      request.end(text);
    });
  }
  return {
    send(method, url, body, headers, patienceMs) {
      const text = canonicalJson(body);
      const length = String(Buffer.byteLength(text));
      const own = { "content-type": "application/json", "content-length": length, "x-inngest-server-kind": "cloud" };
      const signed = { ...headers, ...own, "x-inngest-signature": signer.sign(text) };
      return attempt(method, new URL(url), text, signed, patienceMs);
    },
    close() {
      agents["http:"].destroy();
      agents["https:"].destroy();
    },
  };
}

async function collect(response: http.IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > LARGEST_REPLY) throw new Error("the answer is larger than 64 MB");
    }
  } catch (error) {
    throw toCallError(error);
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, value?.toString()]);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

function toCallError(error: unknown): CallError {
  const { code = "", message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
  const failures = error instanceof AggregateError ? error.errors : [];
  const unreachable = UNREACHABLE.test(code) || failures.some((inner) => UNREACHABLE.test(inner?.code ?? ""));
  return new CallError(message || code || "the connection broke", unreachable);
}
