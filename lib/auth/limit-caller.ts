import { perKey, perPerson } from "@/lib/http/bucket";
import { type Limit, limitCalls } from "@/lib/http/limit";
import type { Actor } from "./actor";

/** More than anybody does by hand, and far less than a script that has lost its way. */
const PER_CALLER: Limit = { burst: 600, perSecond: 20 };

/**
 * Limits what one person may change, in all their tabs together, and what one key may read; the events a key sends
 * have a limit of their own. Error: 429.
 */
export async function limitCaller(actor: Actor, method: string, headers: Headers): Promise<void> {
  const isRead = method === "GET";
  if (actor.kind === "api_key" && isRead) await limitCalls(perKey("reads", actor), PER_CALLER, headers);
  if ((actor.kind === "user" || actor.kind === "person") && !isRead)
    await limitCalls(perPerson("changes", actor), PER_CALLER, headers);
}
