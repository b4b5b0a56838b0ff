import { AppError } from "@/lib/errors";

/** How slowly a body may come. */
const GRACE_MS = 10_000;
const BYTES_PER_SECOND = 64 * 1024;

/** Bytes of bodies that are not complete, of all requests of this process: above it the largest ones are given up. */
const MAX_HELD = 12 * 1024 * 1024;
const coming = new Set<IncomingBody>();
let held = 0;

/**
 * A body of at most `max` bytes while it comes. It is given up when it takes too long, or when it is the largest while
 * all together hold too much: whoever begins many and ends none takes room from themselves.
 */
class IncomingBody {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #giveUp: () => void = () => {};
  /** Rejects when it is given up. */
  readonly ended: Promise<never>;
  readonly #deadline: NodeJS.Timeout;

  constructor(readonly max: number) {
    this.ended = new Promise((_, reject) => {
      this.#giveUp = () => reject(new AppError("request_timeout", "The body did not come in time. Try again."));
    });
    // Nobody may be waiting any more.
    this.ended.catch(() => {});
    this.#deadline = setTimeout(this.#giveUp, GRACE_MS + (max / BYTES_PER_SECOND) * 1000);
    coming.add(this);
  }

  /** Error: 413. */
  add(chunk: Uint8Array): void {
    this.#size += chunk.byteLength;
    held += chunk.byteLength;
    if (this.#size > this.max) throw tooLarge(this.max);
    this.#chunks.push(chunk);
    if (held > MAX_HELD) largest().drop();
  }

  get size(): number {
    return this.#size;
  }

  get isDropped(): boolean {
    return !coming.has(this);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return Buffer.concat(this.#chunks);
  }

  drop(): void {
    this.#giveUp();
    this.forget();
  }

  forget(): void {
    if (!coming.delete(this)) return;
    clearTimeout(this.#deadline);
    held -= this.#size;
    this.#chunks.length = 0;
  }
}

/** The oldest of those that hold most. */
const largest = () => [...coming].reduce((most, one) => (one.size > most.size ? one : most));

/**
 * All bytes of a request's body. Errors: 413 when there are more than `max`, 408 when they do not come, 400 when they
 * break off; the rest is not read.
 */
export async function readCapped(request: Request, max: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("content-length") ?? 0) > max) throw tooLarge(max);
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const body = new IncomingBody(max);
  try {
    for (;;) {
      const part = await Promise.race([reader.read().catch(refuseBroken), body.ended]);
      // Both may have come in one breath.
      if (body.isDropped) await body.ended;
      if (part.done) return body.bytes();
      body.add(part.value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  } finally {
    body.forget();
  }
}

/** Its client has gone: nothing failed here. */
function refuseBroken(): never {
  throw new AppError("malformed", "The body broke off.");
}

const tooLarge = (max: number) => new AppError("too_large", `The body is larger than ${Math.floor(max / 1024)} KB.`);
