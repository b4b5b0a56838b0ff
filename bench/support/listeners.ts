import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** What to say to a server, by all it has said so far; undefined: nothing yet. */
type Hello = (greeting: string) => string[] | undefined;

/**
 * Many open WebSockets that count bytes and parse nothing: what is measured is the server. Frames of one message all
 * have one length, which `calibrate` finds.
 */
export class Listeners {
  #sockets: Socket[] = [];
  #received = 0;
  #awaited = Number.POSITIVE_INFINITY;
  #done = () => {};

  private constructor(private readonly port: number) {}

  /** Opens `count` sockets on `path`, each answering the server's greeting by `hello`, if given. */
  static async open(port: number, path: string, count: number, hello?: Hello): Promise<Listeners> {
    const all = new Listeners(port);
    for (let i = 0; i < count; i += 50) {
      await Promise.all(Array.from({ length: Math.min(50, count - i) }, () => all.#connect(path, hello)));
    }
    return all;
  }

  /** Bytes that all sockets together get when `publish` is called once: waits until no more come. */
  async calibrate(publish: () => Promise<unknown>): Promise<number> {
    await this.#quiet();
    this.#received = 0;
    await publish();
    await this.#quiet();
    return this.#received;
  }

  /** Settles when that many bytes have come since now. */
  expect(bytes: number): Promise<void> {
    this.#received = 0;
    this.#awaited = bytes;
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(path: string, hello: Hello = () => []): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, "127.0.0.1");
      this.#sockets.push(socket);
      socket.setNoDelay(true);
      const key = randomBytes(16).toString("base64");
      const head = [`GET ${path} HTTP/1.1`, "Host: 127.0.0.1", "Connection: Upgrade", "Upgrade: websocket"];
      socket.write([...head, "Sec-WebSocket-Version: 13", `Sec-WebSocket-Key: ${key}`, "", ""].join("\r\n"));
      socket.once("error", reject);
      let greeting = "";
      const greet = (chunk: Buffer) => {
        greeting += chunk.toString("latin1");
        const frames = hello(greeting);
        if (!frames) return;
        for (const frame of frames) socket.write(maskedFrame(frame));
        socket.off("data", greet);
        socket.on("data", (more) => this.#count(more.length));
        resolve();
      };
      socket.on("data", greet);
    });
  }

  #count(bytes: number): void {
    this.#received += bytes;
    if (this.#received >= this.#awaited) this.#done();
  }

  async #quiet(): Promise<void> {
    for (let last = -1; last !== this.#received; ) {
      last = this.#received;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

/** One text frame as a client must send it; shorter than 64 KB. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const masked = payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  const { length } = payload;
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...size]), mask, masked]);
}
