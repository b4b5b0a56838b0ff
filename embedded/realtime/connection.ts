import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { eventFrame } from "./frame";

/** What is wrong with a frame, for `pusher:error`. */
export type Complaint = { message: string; code?: number | null };

/** One browser's socket: what it has joined, who it is, and the only way to write to it. */
export class Connection {
  readonly socketId: string;
  readonly channels = new Set<string>();
  /** Set by a successful sign-in, never changed afterwards. */
  userId: string | null = null;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #maxBufferedBytes: number;
  #isAlive = true;

  constructor(socketId: string, ws: WebSocket, socket: Duplex, maxBufferedBytes: number) {
    this.socketId = socketId;
    this.#ws = ws;
    this.#socket = socket;
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  get isOpen(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  /** Writes a finished frame. A peer that has stopped reading is cut off: it will reconnect and load what it missed. */
  write(frame: Buffer): void {
    if (!this.isOpen) return;
    this.#socket.write(frame);
    this.#cutIfStalled();
  }

  send(event: string, data: string | object, channel?: string): void {
    this.write(eventFrame(event, data, channel));
  }

  /** A soft error: the connection stays open. */
  complain({ message, code = null }: Complaint): void {
    this.send("pusher:error", { code, message });
  }

  /** @param code decides what pusher-js does next: 4001–4099 stop, 4100–4199 retry after 1 s, 4200–4299 at once */
  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  /** Any frame from the peer, pings and pongs too, proves that somebody is there. */
  noteLife(): void {
    this.#isAlive = true;
    this.#cutIfStalled();
  }

  /** Called once per interval: pings, or closes with 4201 a peer that was silent since the last call. */
  checkLife(): void {
    if (!this.isOpen) return;
    if (this.#isAlive) this.#ws.ping();
    else this.close(4201, "No answer to a ping");
    this.#isAlive = false;
  }

  #cutIfStalled(): void {
    if (this.#socket.writableLength > this.#maxBufferedBytes) this.#ws.terminate();
  }
}
