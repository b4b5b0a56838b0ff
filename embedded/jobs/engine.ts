import type { Backoff } from "./backoff";
import type { Database } from "./database";
import type { Registry } from "./registry";

/** What the parts of the engine share. Nudges belong after the commit of what they announce. */
export interface Engine {
  db: Database;
  registry: Registry;
  backoff: Backoff;
  /** Of the lease by which this process leads, or last led: claims are refused to any but the current one. */
  generation(): number;
  /** Whether this process leads and has synced: only then may events become runs. */
  canDispatch(): boolean;
  nudge: { calls(): void; sync(): void };
}

/** An event as functions see it. */
export interface WireEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
  ts: number;
  user: unknown;
  v?: string;
  meta?: unknown;
}

/** An event as stored: `key` is our id; `body.id` is the sender's where it gave one. */
export interface StoredEvent {
  key: string;
  body: WireEvent;
}

export interface RunRow {
  id: string;
  fn: string;
  event_id: string;
  quiet: boolean;
  parent_run: string | null;
  parent_step: string | null;
}

/** An error in the shape the SDK serialises and deserialises. */
export interface WireError {
  name: string;
  message: string;
  stack?: string;
  cause?: unknown;
}
