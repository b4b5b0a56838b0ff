import { z } from "zod";
import { CATEGORIES, PRIORITIES } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { momentSchema } from "../contract";
import { STATES } from "./contract";

const oneFilter = inWorkspace.extend({ id: z.uuid() });
const name = z.string().trim().min(1).max(60);

/** What the inbox can be narrowed by; the list's query parameters under the same names. */
export const filterSchema = z.strictObject({
  state: z.enum(STATES).optional(),
  unread: z.boolean().optional(),
  mentions: z.boolean().optional(),
  group: z.boolean().optional(),
  type: z.array(z.string().min(1).max(50)).min(1).max(50).optional(),
  category: z.array(z.enum(CATEGORIES)).min(1).max(CATEGORIES.length).optional(),
  priority: z.array(z.enum(PRIORITIES)).min(1).max(PRIORITIES.length).optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
});
export type InboxFilter = z.output<typeof filterSchema>;

export const savedFilterSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  filter: filterSchema,
  createdAt: z.iso.datetime(),
});
export type SavedFilter = z.output<typeof savedFilterSchema>;

export const listFilters = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/filters",
  access: { person: "guest" },
  summary: "The filters I keep, by name.",
  params: inWorkspace,
  response: z.object({ filters: z.array(savedFilterSchema) }),
});

export const createFilter = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/filters",
  access: { person: "guest" },
  summary: "Keep a filter under a name that none of my others has; at most 50.",
  params: inWorkspace,
  body: z.strictObject({ name, filter: filterSchema }),
  response: savedFilterSchema,
  status: 201,
});

export const updateFilter = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/notifications/filters/{id}",
  access: { person: "guest" },
  summary: "Rename a filter of mine, or have it filter something else.",
  params: oneFilter,
  body: z.strictObject({ name: name.optional(), filter: filterSchema.optional() }),
  response: savedFilterSchema,
});

export const deleteFilter = endpoint({
  method: "DELETE",
  path: "/api/workspaces/{ws}/notifications/filters/{id}",
  access: { person: "guest" },
  summary: "Forget a filter of mine.",
  params: oneFilter,
  response: z.object({ id: z.uuid() }),
});
