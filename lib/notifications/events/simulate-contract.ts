import { z } from "zod";
import { PRIORITIES } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { channelSchema, subjectSchema } from "../contract";

const outcomeSchema = z.object({
  channel: channelSchema,
  /** `no_address`: it is on, but there is nothing of mine it could reach. */
  outcome: z.enum(["now", "later", "off", "no_address"]),
  /** The rule that decides, as a short sentence. */
  rule: z.string(),
  /** How many of my addresses it would reach. */
  addresses: z.number().int(),
  /** When it would come, and what it would wait for. */
  until: z.iso.datetime().nullable(),
  waitsFor: z.string().nullable(),
});
export type SimulatedOutcome = z.output<typeof outcomeSchema>;

export const simulateEvent = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/preferences/simulate",
  access: { person: "guest" },
  summary: "What would reach me, where and when, if such an event came now, and why. Sends nothing.",
  params: inWorkspace,
  body: z.strictObject({
    type: z.string().min(1).max(50),
    priority: z.enum(PRIORITIES).optional(),
    subject: subjectSchema.optional(),
  }),
  response: z.object({ channels: z.array(outcomeSchema) }),
});
