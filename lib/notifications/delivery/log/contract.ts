import { z } from "zod";
import { ATTEMPT_OUTCOMES, CATEGORIES, DELIVERY_CHANNELS, DELIVERY_STATES } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { anyOf, momentSchema } from "@/lib/notifications/contract";
import { DEAD_STATES } from "./constants";

export const deliverySchema = z.object({
  id: z.uuid(),
  channel: z.enum(DELIVERY_CHANNELS),
  state: z.enum(DELIVERY_STATES),
  /** Why it is in that state, as a short phrase. */
  reason: z.string().nullable(),
  type: z.string(),
  label: z.string(),
  category: z.enum(CATEGORIES),
  /** Who gets it; null for a place of the workspace's. What it says is theirs alone and not in this log. */
  person: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  destination: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** As much of the address as may be shown. */
  address: z.string(),
  attempts: z.number().int(),
  maxAttempts: z.number().int(),
  /** When it is tried next; null when it is under way or has ended. */
  nextAttemptAt: z.iso.datetime().nullable(),
  lastError: z.string().nullable(),
  /** An earlier try may have arrived without our hearing of it. */
  mayBeDuplicate: z.boolean(),
  canRetry: z.boolean(),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
});
export type Delivery = z.output<typeof deliverySchema>;

const attemptSchema = z.object({
  id: z.uuid(),
  number: z.number().int(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** `under_way`; or `interrupted`: its worker died, and another try followed. */
  outcome: z.enum([...ATTEMPT_OUTCOMES, "under_way", "interrupted"]),
  statusCode: z.number().int().nullable(),
  error: z.string().nullable(),
});
export type Attempt = z.output<typeof attemptSchema>;

export const deliveryDetailSchema = deliverySchema.extend({
  /** What the provider called it. */
  providerId: z.string().nullable(),
  /** Each try, the first first. */
  timeline: z.array(attemptSchema),
});
export type DeliveryDetail = z.output<typeof deliveryDetailSchema>;

export const deliveryPageSchema = z.object({ deliveries: z.array(deliverySchema), nextCursor: z.string().nullable() });

const filter = {
  state: anyOf(z.enum(DELIVERY_STATES)),
  channel: anyOf(z.enum(DELIVERY_CHANNELS)),
  type: anyOf(z.string().min(1).max(50)),
  person: z.uuid().optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
};
const oneDelivery = inWorkspace.extend({ deliveryId: z.uuid() });

export const listDeliveries = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/deliveries",
  access: { person: "admin" },
  summary: "What went out of this workspace, or did not, newest first; each filter narrows it.",
  params: inWorkspace,
  query: z.strictObject({
    ...filter,
    cursor: z.string().max(400).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  response: deliveryPageSchema,
});

export const getDelivery = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/deliveries/{deliveryId}",
  access: { person: "admin" },
  summary: "One delivery with each of its tries.",
  params: oneDelivery,
  response: deliveryDetailSchema,
});

export const retryDelivery = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/deliveries/{deliveryId}/retry",
  access: { person: "admin" },
  summary: "Send one that was exhausted, failed or skipped once more, with four new tries.",
  params: oneDelivery,
  response: deliveryDetailSchema,
});

export const retryDeliveries = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/deliveries/retry",
  access: { person: "admin" },
  summary: "Send what ended without arriving once more, up to 1,000 at a time: of these channels, types, and days.",
  params: inWorkspace,
  body: z.strictObject({
    state: z.array(z.enum(DEAD_STATES)).min(1).max(DEAD_STATES.length).optional(),
    channel: z.array(z.enum(DELIVERY_CHANNELS)).min(1).max(20).optional(),
    type: z.array(z.string().min(1).max(50)).min(1).max(50).optional(),
    person: z.uuid().optional(),
    from: momentSchema.optional(),
    to: momentSchema.optional(),
  }),
  response: z.object({ retried: z.number().int(), hasMore: z.boolean() }),
});
