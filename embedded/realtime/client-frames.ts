import type { Complaint, Connection } from "./connection";
import type { Hub } from "./hub";
import { signIn } from "./signin";
import { subscribe, unsubscribe } from "./subscription";

type FrameData = Record<string, unknown>;
type Command = (hub: Hub, connection: Connection, data: FrameData) => Complaint | null;

/** Obeys one text frame of a browser. Whatever is wrong with it is answered by `pusher:error`, never by closing. */
export function handleFrame(hub: Hub, connection: Connection, text: string): void {
  const complaint = obey(hub, connection, text);
  if (complaint) connection.complain(complaint);
}

function obey(hub: Hub, connection: Connection, text: string): Complaint | null {
  const frame = parseObject(text);
  if (!frame) return { message: "A frame must be one JSON object." };
  const { event } = frame;
  if (typeof event !== "string") return { message: "A frame needs an event name." };
  if (event.startsWith("client-")) return { message: "Client events are not supported by this server." };
  const command = COMMANDS.get(event);
  if (!command) return { message: `Unknown event ${JSON.stringify(event.slice(0, 200))}.` };
  // pusher-js sends data as an object; some other clients encode it twice, as the server does.
  const data = typeof frame.data === "string" ? parseObject(frame.data) : asObject(frame.data ?? {});
  if (!data) return { message: `The data of ${event} must be an object.` };
  return command(hub, connection, data);
}

const COMMANDS = new Map<string, Command>([
  ["pusher:subscribe", subscribe],
  ["pusher:unsubscribe", unsubscribe],
  ["pusher:signin", signIn],
  ["pusher:ping", answerPing],
  ["pusher:pong", () => null],
]);

function answerPing(_hub: Hub, connection: Connection): null {
  connection.send("pusher:pong", "{}");
  return null;
}

function parseObject(text: string): FrameData | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

function asObject(value: unknown): FrameData | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as FrameData) : null;
}
