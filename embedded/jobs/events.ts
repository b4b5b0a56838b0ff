import type { StoredEvent } from "./engine";
import { seededIds, ulid } from "./ulid";

const MAX_EVENTS = 5_000;
const MAX_EVENT_BYTES = 512 * 1024;
const MAX_TEXT = 500;
const CLOCKS_AGREE_MS = 2_000;
/** A seed that far from now is no clock's word. */
const NO_CLOCK_MS = 30 * 86_400_000;

/**
 * Reads the body of `POST /e/<key>`: one event or an array of them.
 * @param seed the header `x-inngest-event-id-seed`
 * @throws Error with the sentence for the 400 answer
 */
export function readEvents(body: unknown, seed: string | undefined): StoredEvent[] {
  const list = Array.isArray(body) ? body : [body];
  if (list.length > MAX_EVENTS) throw new Error(`At most ${MAX_EVENTS} events can be sent at once.`);
  const idOf = seededIds(seed) ?? ulid;
  const aheadMs = aheadOfUs(seed);
  return list.map((event: unknown, index) => readEvent(event, idOf(index), aheadMs));
}

/**
 * How far the sender's clock is ahead of ours: the seed begins with its now, and `ts`, which the SDK puts into every
 * event, is by the same clock. Less than what a request takes is no difference.
 */
function aheadOfUs(seed: string | undefined): number {
  const [, sentAt] = /^(\d{1,14}),/.exec(seed ?? "") ?? [];
  const ahead = sentAt ? Number(sentAt) - Date.now() : 0;
  return Math.abs(ahead) > CLOCKS_AGREE_MS && Math.abs(ahead) < NO_CLOCK_MS ? ahead : 0;
}

function readEvent(event: unknown, key: string, aheadMs: number): StoredEvent {
  if (!isRecord(event)) throw new Error("An event must be a JSON object.");
  const { name, id, ts, user, v, meta } = event;
  if (!isText(name) || name === "") throw new Error(`An event needs a name of at most ${MAX_TEXT} characters.`);
  if (name.startsWith("inngest/")) throw new Error(`The event name "${name}" is reserved: it starts with "inngest/".`);
  const data = event.data ?? {};
  if (!isRecord(data)) throw new Error(`The data of event "${name}" must be an object.`);
  if (JSON.stringify(event).length > MAX_EVENT_BYTES) throw new Error(`Event "${name}" is larger than 512 KB.`);
  if (!(ts === undefined || ts === null || ts === 0 || isMoment(ts))) {
    throw new Error(`The ts of event "${name}" must be epoch milliseconds.`);
  }
  if (!(id === undefined || id === null || isText(id))) {
    throw new Error(`The id of event "${name}" must be a string of at most ${MAX_TEXT} characters.`);
  }
  const { _inngest, ...rest } = data;
  return {
    key,
    body: {
      id: id || key,
      name,
      data: rest,
      ts: typeof ts === "number" && ts > 0 ? ts - aheadMs : Date.now(),
      user: isRecord(user) ? user : {},
      ...(typeof v === "string" ? { v } : {}),
      ...(meta === undefined || meta === null ? {} : { meta }),
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_TEXT && !value.includes("\0");
}

function isMoment(ts: unknown): ts is number {
  return typeof ts === "number" && Number.isInteger(ts) && ts > 0 && ts < 8.64e15;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
