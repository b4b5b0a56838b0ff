import { text } from "node:stream/consumers";
import type { Priority, Role } from "@/db/enums";
import { createEvent } from "@/lib/notifications/events/contract";
import { EXIT, Failure } from "./exit-codes";
import { print } from "./print";
import { asProducer, type Options } from "./target";

interface Given extends Options {
  key?: string;
  type: string;
  title?: string;
  body?: string;
  link?: string;
  to?: string[];
  role?: Role[];
  everyone?: true;
  data?: string;
  priority?: Priority;
  subject?: string;
  idempotencyKey?: string;
}

/** Tells people that something happened. */
export async function send(given: Given): Promise<void> {
  const { type, title, link, priority, idempotencyKey } = given;
  const data = given.data === undefined ? undefined : dataOf(given.data);
  const subject = given.subject === undefined ? undefined : subjectOf(given.subject);
  const target = asProducer(given);
  const body = given.body === "-" ? (await text(process.stdin)).trimEnd() : given.body;
  const recipients = recipientsOf(given);
  const receipt = await target.ask(createEvent, {
    ws: target.ws,
    ...{ type, title, body, link, data, priority, subject, recipients, idempotencyKey },
  });
  const { recipients: people, deliveries, eventId } = receipt;
  print(
    given,
    receipt,
    `Told ${people} ${people === 1 ? "person" : "people"}; ${deliveries} ${deliveries === 1 ? "message goes" : "messages go"} out. Event ${eventId}.`,
  );
}

/** Nobody named: the type's own recipients. */
function recipientsOf({ to, role, everyone }: Given) {
  const users = to?.flatMap((list) => list.split(",")).filter(Boolean);
  return users || role || everyone ? { users, roles: role, everyone } : undefined;
}

function dataOf(json: string): Record<string, unknown> {
  const wrong = new Failure(EXIT.usage, `--data must be a JSON object, like '{"project":"ios"}'.`);
  try {
    const data: unknown = JSON.parse(json);
    if (typeof data !== "object" || data === null || Array.isArray(data)) throw wrong;
    return data as Record<string, unknown>;
  } catch {
    throw wrong;
  }
}

function subjectOf(given: string): { kind: string; id: string } {
  const [, kind, id] = /^([^:]+):(.+)$/s.exec(given) ?? [];
  if (!kind || !id) throw new Failure(EXIT.usage, "--subject must name a kind and an id, like deploy:4711.");
  return { kind, id };
}
