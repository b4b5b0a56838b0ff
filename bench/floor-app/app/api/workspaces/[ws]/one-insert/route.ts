import { db } from "@/db/client";
import { activities } from "@/db/schema/activity";
import { uuidv7 } from "@/db/uuid";
import * as api from "@/lib/notifications/events/contract";
import { route } from "@/lib/route";

/** P1's floor: the application's own wrapper and key check, and one INSERT of the row an event is. */
export const POST = route(api.createEvent, async (actor, event) => {
  if (actor.kind !== "api_key") throw new Error("The bench sends a key.");
  const eventId = uuidv7();
  await db()
    .insert(activities)
    .values({
      id: eventId,
      workspaceId: actor.workspaceId,
      type: event.type,
      category: "system",
      priority: "normal",
      actorKind: "api_key",
      actorId: actor.keyId,
      title: event.title ?? "",
      recipients: 1,
    });
  return { eventId, recipients: 1, deliveries: 0 };
});
