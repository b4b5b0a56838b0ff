import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
} from "node:http2";

const TIMEOUT_MS = 10_000;
const IDLE_MS = 60_000;

export interface Http2Answer {
  status: number;
  header(name: string): string | undefined;
  body: string;
}

/**
 * One server, reached by one connection that all requests share: opened when the first comes, closed when it has been
 * idle for a minute, left for a new one as soon as the server says that it goes away.
 */
export class Http2Origin {
  readonly #origin: string;
  readonly #idleMs: number;
  #session: ClientHttp2Session | undefined;

  constructor(origin: string, idleMs = IDLE_MS) {
    this.#origin = origin;
    this.#idleMs = idleMs;
  }

  /** Sends one request. Rejects when no whole answer came within ten seconds. */
  async request(headers: OutgoingHttpHeaders, body: string): Promise<Http2Answer> {
    const until = Date.now() + TIMEOUT_MS;
    try {
      return await this.#send(headers, body, until);
    } catch (error) {
      // By the protocol's own word it was not looked at: the connection had gone away under it.
      if (isUntouched(error)) return this.#send(headers, body, until);
      throw error;
    }
  }

  #send(headers: OutgoingHttpHeaders, body: string, until: number): Promise<Http2Answer> {
    const session = this.#open();
    return new Promise((resolve, reject) => {
      const stream = session.request(headers);
      const timer = setTimeout(() => {
        // Perhaps the connection is dead without anybody having said so: the next request gets another.
        this.#leave(session);
        reject(new Error(`${new URL(this.#origin).host} did not answer within ${TIMEOUT_MS / 1000} s.`));
        stream.close(constants.NGHTTP2_CANCEL);
      }, until - Date.now());
      read(stream)
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
      stream.end(body);
    });
  }

  #open(): ClientHttp2Session {
    const open = this.#session;
    if (open && !open.closed && !open.destroyed) return open;
    const session = connect(this.#origin);
    // What goes wrong with it is heard by each of its requests.
    session.on("error", () => this.#leave(session));
    session.on("goaway", () => this.#leave(session));
    session.setTimeout(this.#idleMs, () => this.#leave(session));
    session.unref();
    this.#session = session;
    return session;
  }

  /** What is under way on it may end; nothing more begins. */
  #leave(session: ClientHttp2Session): void {
    if (this.#session === session) this.#session = undefined;
    session.close();
  }
}

const UNTOUCHED = new Set(["ERR_HTTP2_GOAWAY_SESSION", "ERR_HTTP2_INVALID_SESSION"]);

const isUntouched = (error: unknown): boolean =>
  error instanceof Error && (UNTOUCHED.has(codeOf(error)) || error.message.includes("NGHTTP2_REFUSED_STREAM"));

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? "";

function read(stream: ClientHttp2Stream): Promise<Http2Answer> {
  return new Promise((resolve, reject) => {
    let answer: Omit<Http2Answer, "body"> | undefined;
    const chunks: Buffer[] = [];
    stream.on("response", (headers) => {
      answer = { status: Number(headers[":status"]), header: (name) => headers[name]?.toString() };
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", reject);
    stream.on("end", () => answer && resolve({ ...answer, body: Buffer.concat(chunks).toString("utf8") }));
    // A stream that is reset without an error of its own ends here.
    stream.on("close", () => reject(new Error("The connection broke before the answer came.")));
  });
}
