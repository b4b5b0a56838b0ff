import { z } from "zod";
import { ACTIVITY_STATES, DELIVERY_CHANNELS, DELIVERY_STATES, PRIORITIES, ROLES } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { actions, link, subjectSchema } from "../contract";

/** Who should know: people by id, e-mail address or @handle, by role, or everyone. All that are named are told once. */
const recipients = z
  .strictObject({
    users: z.array(z.string().min(1).max(254)).max(10_000).optional(),
    roles: z.array(z.enum(ROLES)).max(ROLES.length).optional(),
    everyone: z.literal(true).optional(),
  })
  .refine(
    (r) => r.everyone || r.users?.length || r.roles?.length,
    "name at least one recipient, or leave `recipients` out",
  );

export const MAX_IDEMPOTENCY_KEY = 200;

export const eventSchema = z.strictObject({
  type: z.string().min(1).max(50),
  recipients: recipients.optional(),
  title: z.string().trim().min(1).max(200).optional(),
  body: z.string().max(500).optional(),
  link: link.optional(),
  data: z.record(z.string().max(100), z.unknown()).optional(),
  priority: z.enum(PRIORITIES).optional(),
  subject: subjectSchema.optional(),
  actions: actions.optional(),
  idempotencyKey: z.string().min(1).max(MAX_IDEMPOTENCY_KEY).optional(),
});
export type EventInput = z.output<typeof eventSchema>;

/** Durably stored: how many people will be told, and how many messages will go out for it. */
export const receiptSchema = z.object({
  eventId: z.uuid(),
  recipients: z.number().int(),
  deliveries: z.number().int(),
});
export type Receipt = z.output<typeof receiptSchema>;

export const createEvent = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/events",
  access: { key: "events:write" },
  summary: "Tell people that something happened. 202 means: stored, and nobody will be forgotten.",
  params: inWorkspace,
  body: eventSchema,
  example: { type: "feedback.new", title: "Hello from the API", recipients: { roles: ["owner", "admin"] } },
  response: receiptSchema,
  status: 202,
});

export const createEvents = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/events/batch",
  access: { key: "events:write" },
  summary: "Up to 500 events at once, all or none.",
  params: inWorkspace,
  body: z.strictObject({ events: z.array(eventSchema).min(1).max(500) }),
  example: { events: [{ type: "feedback.new", title: "Hello from the API" }] },
  response: z.object({ receipts: z.array(receiptSchema) }),
  status: 202,
});

export const eventStateSchema = receiptSchema.extend({
  type: z.string(),
  title: z.string(),
  state: z.enum(ACTIVITY_STATES),
  createdAt: z.iso.datetime(),
  read: z.number().int(),
  states: z.array(
    z.object({ channel: z.enum(DELIVERY_CHANNELS), state: z.enum(DELIVERY_STATES), count: z.number().int() }),
  ),
});

export const getEvent = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/events/{eventId}",
  access: { key: "events:read" },
  summary: "What became of an event: its receipt, and its deliveries by channel and state.",
  params: inWorkspace.extend({ eventId: z.uuid() }),
  response: eventStateSchema,
});

export const updateEvent = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/events/{eventId}",
  access: { key: "events:write" },
  summary:
    "Correct what people read of an event, say that it is resolved (read for everybody), or retract it (gone for everybody). What still waits to be sent is corrected or cancelled with it.",
  params: inWorkspace.extend({ eventId: z.uuid() }),
  body: eventSchema
    .pick({ title: true, body: true, data: true, actions: true })
    .extend({ link: link.nullable().optional(), state: z.enum(["resolved", "retracted"]).optional() }),
  response: eventStateSchema,
});
