import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

/** Keeps connections to one server, as a producer's client does. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(
    private readonly base: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** Sends and reads the whole answer; throws unless it has this status. */
  async send(method: string, path: string, body?: unknown, status = 200, headers = {}): Promise<string> {
    const url = new URL(path, this.base);
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const content = payload === undefined ? {} : { "content-type": "application/json" };
    const length = payload === undefined ? {} : { "content-length": Buffer.byteLength(payload) };
    const all = { ...this.headers, ...content, ...length, ...headers };
    return new Promise((resolve, reject) => {
      const call = request(url, { method, agent: this.#agent, headers: all }, (answer) => {
        text(answer).then((said) => {
          if (answer.statusCode === status) resolve(said);
          else reject(new Error(`${method} ${path} answered ${answer.statusCode}: ${said.slice(0, 300)}`));
        }, reject);
      });
      call.on("error", reject);
      call.end(payload);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
