import { eventType } from "inngest";
import { z } from "zod";
import { DELIVERY_CHANNELS } from "@/db/enums";

/** Events carry ids only: the rows are the truth, an event is a wake-up. */

/** To act so much later. Not `ts`: that is a moment, which the clocks of sender, engine and database see differently. */
const waitMs = z.number().nonnegative().optional();

/** Deliveries of this workspace and channel have fallen due. */
export const deliveriesDue = eventType("deliveries/due", {
  schema: z.object({ workspaceId: z.uuid(), channel: z.enum(DELIVERY_CHANNELS), waitMs }),
});

/** Snoozes are over. */
export const snoozesDue = eventType("snoozes/due", { schema: z.object({ waitMs }) });

/** Somebody asked for a sign-in code. */
export const codeRequested = eventType("auth/code.requested", { schema: z.object({}) });

/** Somebody was invited. */
export const memberInvited = eventType("workspaces/member.invited", { schema: z.object({}) });
