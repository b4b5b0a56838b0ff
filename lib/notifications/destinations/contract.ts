import { z } from "zod";
import { CATEGORIES, DESTINATION_CHANNELS } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";

const oneDestination = inWorkspace.extend({ id: z.uuid() });
const moment = z.iso.datetime();

export const MAX_ADDRESSES = 50;

/** `unproven`: nothing was sent yet. `failing`: the last message did not go through. */
const healthSchema = z.object({
  state: z.enum(["unproven", "ok", "failing"]),
  lastError: z.string().nullable(),
  lastErrorAt: moment.nullable(),
  lastSentAt: moment.nullable(),
});

export const destinationSchema = z.object({
  id: z.uuid(),
  channel: z.enum(DESTINATION_CHANNELS),
  name: z.string(),
  /** What may be shown of a webhook's address; a Slack channel's id; empty for e-mail. */
  target: z.string(),
  emailAddresses: z.array(z.string()),
  eventsEnabled: z.array(z.string()),
  isActive: z.boolean(),
  health: healthSchema,
  createdAt: moment,
  updatedAt: moment,
});
export type Destination = z.output<typeof destinationSchema>;

const shareableSchema = z.object({ key: z.string(), label: z.string(), category: z.enum(CATEGORIES) });
export type ShareableType = z.output<typeof shareableSchema>;

const name = z.string().trim().min(1, "say a name").max(80, "has at most 80 characters");
/** Commas, semicolons or line breaks between them, as people paste them; or a list. */
const emailAddresses = z.union([z.string().max(13_000), z.array(z.string().max(254)).max(MAX_ADDRESSES)]);
const settings = {
  target: z.string().max(2000).nullable().optional(),
  emailAddresses: emailAddresses.optional(),
  eventsEnabled: z.array(z.string().max(50)).max(500).optional(),
  isActive: z.boolean().optional(),
};

export const listDestinations = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/configs",
  access: { person: "admin" },
  summary: "The workspace's destinations, and the types of events that may go there.",
  params: inWorkspace,
  response: z.object({ configs: z.array(destinationSchema), types: z.array(shareableSchema) }),
});

export const createDestination = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/configs",
  access: { person: "admin" },
  summary:
    "Add a destination: `target` is a webhook's URL or a Slack channel's id; e-mail has `emailAddresses` instead. Without `eventsEnabled` it gets every type that may be shared today; later ones are off.",
  params: inWorkspace,
  body: z.strictObject({ channel: z.enum(DESTINATION_CHANNELS), name, ...settings }),
  response: destinationSchema,
  status: 201,
});

export const updateDestination = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/notifications/configs/{id}",
  access: { person: "admin" },
  summary: "Change what is given. Without `target` it keeps its own. Switched off, what waits for it is cancelled.",
  params: oneDestination,
  body: z.strictObject({ name: name.optional(), ...settings }),
  response: destinationSchema,
});

export const deleteDestination = endpoint({
  method: "DELETE",
  path: "/api/workspaces/{ws}/notifications/configs/{id}",
  access: { person: "admin" },
  summary: "Remove a destination. What waits for it is cancelled.",
  params: oneDestination,
  response: z.object({ done: z.literal(true) }),
});

export const testDestination = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/configs/test",
  access: { person: "admin" },
  summary: "Send a test message there now (for e-mail to the first address), and say in words what happened.",
  params: inWorkspace,
  body: z.strictObject({ configId: z.uuid() }),
  response: z.object({ success: z.boolean(), message: z.string() }),
});
