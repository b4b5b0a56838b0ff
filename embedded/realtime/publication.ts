import { readChannelName } from "./channel-name";
import { Refusal } from "./refusal";

const MAX_CHANNELS = 100;
const MAX_BATCH = 10;
const MAX_NAME_LENGTH = 200;
const MAX_DATA_BYTES = 10_240;

/** One event to be sent, checked in every part. */
export type Publication = {
  name: string;
  data: string;
  channels: string[];
  /** the connection that shall not get it, usually the one that caused it */
  exceptSocketId: string | null;
  wantsCount: boolean;
};

/** Body of POST /events. @throws Refusal 400, or 413 for data over 10 KB */
export function readTrigger(body: unknown): Publication {
  const event = asObject(body, "The body");
  const { channel, channels } = event;
  if ((channel === undefined) === (channels === undefined)) throw new Refusal(400, "Give either channel or channels.");
  if (channels === undefined) return readEvent(event, [channel]);
  if (!Array.isArray(channels) || channels.length === 0)
    throw new Refusal(400, "The channels must be a list of at least one name.");
  if (channels.length > MAX_CHANNELS)
    throw new Refusal(400, `An event goes to ${MAX_CHANNELS} channels at most, not to ${channels.length}.`);
  return readEvent(event, channels);
}

/** Body of POST /batch_events. @throws Refusal 400, or 413 for data over 10 KB */
export function readBatch(body: unknown): Publication[] {
  const { batch } = asObject(body, "The body");
  if (!Array.isArray(batch)) throw new Refusal(400, "The batch must be a list of events.");
  if (batch.length > MAX_BATCH)
    throw new Refusal(400, `A batch holds ${MAX_BATCH} events at most, not ${batch.length}.`);
  return batch.map((item: unknown) => {
    const event = asObject(item, "An event of the batch");
    return readEvent(event, [event.channel]);
  });
}

/**
 * The comma-separated attributes a caller asks for; only subscription_count is known here.
 * @throws Refusal 400 for any other
 */
export function readInfo(info: unknown): boolean {
  if (info === undefined || info === "") return false;
  if (typeof info !== "string") throw new Refusal(400, "The info must be a string of attributes joined by commas.");
  for (const attribute of info.split(",")) {
    if (attribute === "user_count")
      throw new Refusal(400, "user_count is for presence channels, which are not supported.");
    if (attribute === "cache") throw new Refusal(400, "cache is for cache channels, which are not supported.");
    if (attribute !== "subscription_count")
      throw new Refusal(400, `Unknown attribute ${JSON.stringify(attribute)}: only subscription_count is.`);
  }
  return true;
}

/** @throws Refusal 400 if no such channel can exist here */
export function requireChannelName(name: unknown): string {
  if (typeof name !== "string") throw new Refusal(400, "The name of a channel must be a string.");
  const read = readChannelName(name);
  if ("refusal" in read) throw new Refusal(400, read.refusal);
  return name;
}

function readEvent(event: Record<string, unknown>, channels: unknown[]): Publication {
  const { name, data, socket_id: socketId } = event;
  if (typeof name !== "string" || name === "") throw new Refusal(400, "An event needs a name.");
  if (name.length > MAX_NAME_LENGTH)
    throw new Refusal(400, `The name of an event has at most ${MAX_NAME_LENGTH} characters.`);
  if (/^pusher(_internal)?:/.test(name)) throw new Refusal(400, `Names like ${name} are reserved for the protocol.`);
  if (typeof data !== "string")
    throw new Refusal(400, "The data of an event must be a string; encode objects as JSON.");
  const bytes = Buffer.byteLength(data);
  if (bytes > MAX_DATA_BYTES)
    throw new Refusal(413, `The data of an event has at most ${MAX_DATA_BYTES} bytes, not ${bytes}.`);
  if (socketId !== undefined && socketId !== null && !(typeof socketId === "string" && /^\d+\.\d+$/.test(socketId)))
    throw new Refusal(400, "The socket_id must look like 123.456.");
  return {
    name,
    data,
    channels: [...new Set(channels.map(requireChannelName))],
    exceptSocketId: socketId ?? null,
    wantsCount: readInfo(event.info),
  };
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Refusal(400, `${what} must be a JSON object.`);
}
