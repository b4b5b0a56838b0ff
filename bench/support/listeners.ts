import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

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

  /** Opens `count` sockets on `path`, each saying `hello` first, if given. */
  static async open(port: number, path: string, count: number, hello?: string): Promise<Listeners> {
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

  #connect(path: string, hello?: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, "127.0.0.1");
      this.#sockets.push(socket);
      socket.setNoDelay(true);
      const key = randomBytes(16).toString("base64");
      const head = [`GET ${path} HTTP/1.1`, "Host: 127.0.0.1", "Connection: Upgrade", "Upgrade: websocket"];
      socket.write([...head, "Sec-WebSocket-Version: 13", `Sec-WebSocket-Key: ${key}`, "", ""].join("\r\n"));
      socket.once("error", reject);
      socket.once("data", () => {
        if (hello) socket.write(maskedFrame(hello));
        socket.on("data", (chunk) => this.#count(chunk.length));
        resolve();
      });
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

/** One text frame as a client must send it; shorter than 126 bytes. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const masked = payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]);
}
