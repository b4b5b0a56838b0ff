import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { type Program, startProgram } from "../support/program";

/**
 * Before the mail was accepted: `throttle`, `error`, `reset`, `hang`. After it: `half` an answer, a reset (`lost`), a
 * `slow` drip, an answer that never comes (`late`); then only the idempotency key prevents a second mail.
 */
export const MISDEEDS = ["throttle", "error", "reset", "hang", "half", "lost", "slow", "late"] as const;
export type Misdeed = (typeof MISDEEDS)[number];

/** Further tries come after 10 minutes; a mail that met more would be right to wait longer than a run takes. */
const FAILURES_PER_MAIL = 2;

/** The mail provider: a real mailbox process, which may be killed, behind a door that misbehaves when told to. */
export class Provider {
  readonly done: Partial<Record<Misdeed, number>> = {};
  #server: Server;
  #misdeed: Misdeed | undefined;
  #failures = new Map<string, number>();
  #mailbox: Program | undefined;

  private constructor(
    private readonly root: string,
    private readonly folder: string,
    readonly apiKey: string,
  ) {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => request.socket.destroy());
    });
  }

  static async start(root: string, folder: string): Promise<Provider> {
    const provider = new Provider(root, folder, "re_chaos");
    await provider.#startMailbox();
    await new Promise<void>((resolve) => provider.#server.listen(0, "127.0.0.1", resolve));
    return provider;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  }

  /** Misbehaves for so long, with every mail that may still fail. */
  async misbehave(misdeed: Misdeed, forMs: number): Promise<void> {
    this.#misdeed = misdeed;
    await sleep(forMs);
    this.#misdeed = undefined;
  }

  /** kill -9, and a new one in its place. */
  async killMailbox(): Promise<void> {
    await this.#mailbox?.stop();
    await this.#startMailbox(this.#mailbox?.port);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await this.#mailbox?.stop();
  }

  async #startMailbox(port = 0): Promise<void> {
    const settings = { MAILBOX_DIR: this.folder, RESEND_API_KEY: this.apiKey, MAILBOX_PORT: String(port) };
    this.#mailbox = await startProgram(join(this.root, "dist", "mailbox.mjs"), settings);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const misdeed = this.#allowed(request.headers["idempotency-key"]?.toString() ?? "");
    if (misdeed === "hang") return;
    if (misdeed === "reset") return void request.socket.destroy();
    if (misdeed === "throttle") return refuse(response, 429, { "retry-after": "2" });
    if (misdeed === "error") return refuse(response, 500);
    const { status, text } = await this.#pass(request, body);
    if (misdeed === "late") return;
    if (misdeed === "lost") return void request.socket.destroy();
    response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
    if (misdeed === "half") {
      response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
      return;
    }
    if (misdeed === "slow") return drip(response, text);
    response.end(text);
  }

  #allowed(key: string): Misdeed | undefined {
    const misdeed = this.#misdeed;
    if (!misdeed) return undefined;
    const isFailure = misdeed !== "throttle" && misdeed !== "slow";
    const failures = this.#failures.get(key) ?? 0;
    if (isFailure && failures >= FAILURES_PER_MAIL) return undefined;
    if (isFailure) this.#failures.set(key, failures + 1);
    this.done[misdeed] = (this.done[misdeed] ?? 0) + 1;
    return misdeed;
  }

  /** The mailbox's own answer. Throws while it is being killed: the caller then finds its connection cut. */
  async #pass(request: IncomingMessage, body: Buffer): Promise<{ status: number; text: string }> {
    const { authorization = "", "idempotency-key": key = "" } = request.headers;
    const answer = await fetch(`http://127.0.0.1:${this.#mailbox?.port}${request.url}`, {
      method: request.method,
      headers: { authorization, "content-type": "application/json", ...(key && { "idempotency-key": String(key) }) },
      body: new Uint8Array(body),
    });
    return { status: answer.status, text: await answer.text() };
  }
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ statusCode: status, name: "application_error", message: `answered ${status}` }));
}

async function drip(response: ServerResponse, text: string): Promise<void> {
  for (const letter of text) {
    response.write(letter);
    await sleep(40);
  }
  response.end();
}
