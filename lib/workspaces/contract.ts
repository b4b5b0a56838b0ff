import { z } from "zod";
import { ROLES } from "@/db/enums";
import { isHostName } from "@/lib/egress/host-name";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";

const role = z.enum(ROLES);
const moment = z.iso.datetime();
/** `{ws}` of a path: a workspace's slug or id. */
const done = z.object({ done: z.literal(true) });

/** What a person is called, by those who work with them. */
export const nameSchema = z.string().trim().min(1, "say a name").max(80, "has at most 80 characters");
/** What follows the @; folded to lower case. */
export const handleSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9_]{2,30}$/, "has 2 to 30 letters, digits or underscores");

/** Where a person's picture is; `null` in place of it means: draw their initials. */
export const pictureUrl = (userId: string, hash: string) => `/api/users/${userId}/picture?v=${hash}`;

export const meSchema = z.object({
  user: z.object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    handle: z.string(),
    title: z.string(),
    timeZone: z.string(),
    pictureUrl: z.string().nullable(),
  }),
  workspaces: z.array(z.object({ id: z.uuid(), slug: z.string(), name: z.string(), role })),
});
export type Me = z.output<typeof meSchema>;

export const getMe = endpoint({
  method: "GET",
  path: "/api/me",
  access: { person: "guest" },
  summary: "Who I am, and the workspaces I belong to.",
  response: meSchema,
});

/** A host as links carry it: lower case, perhaps a port; no scheme, no path. */
const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .refine((text) => isHostName(text.replace(/:\d{2,5}$/, "")), "is not a host name");
const productUrl = z
  .url({ protocol: /^https$/, error: "must be an https:// address" })
  .max(500)
  .refine(carriesNoUser, "may not carry a user name or a password")
  .refine((url) => URL.canParse(url) && isHostName(new URL(url).hostname), "must name its host by a full host name");
const workspaceName = z.string().trim().min(1, "say a name").max(80, "has at most 80 characters");

export const workspaceSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  productUrl: z.string().nullable(),
  linkHosts: z.array(z.string()),
  createdAt: moment,
});
export type Workspace = z.output<typeof workspaceSchema>;

export const createWorkspace = endpoint({
  method: "POST",
  path: "/api/workspaces",
  access: { person: "guest" },
  summary: "Make a workspace and become its owner. Its slug is made from its name.",
  body: z.strictObject({ name: workspaceName }),
  response: workspaceSchema,
  status: 201,
});

export const getWorkspace = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}",
  access: { person: "admin" },
  summary: "The workspace and its settings.",
  params: inWorkspace,
  response: workspaceSchema,
});

export const updateWorkspace = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}",
  access: { person: "admin" },
  summary: "Change the workspace's name, its product's address, or the hosts its links may lead to.",
  params: inWorkspace,
  body: z.strictObject({
    name: workspaceName.optional(),
    productUrl: productUrl.nullable().optional(),
    linkHosts: z.array(host).max(50).optional(),
  }),
  response: workspaceSchema,
});

const oneMember = inWorkspace.extend({ userId: z.uuid() });
export const memberSchema = z.object({
  userId: z.uuid(),
  name: z.string(),
  handle: z.string(),
  email: z.string(),
  title: z.string(),
  role,
  pictureUrl: z.string().nullable(),
  joinedAt: moment,
});
export type Member = z.output<typeof memberSchema>;

export const listMembers = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/members",
  access: { person: "member" },
  summary: "The members by name, a page at a time; `q` finds in name, handle and address. Not for guests.",
  params: inWorkspace,
  query: z.object({
    q: z.string().trim().max(100).optional(),
    cursor: z.string().max(1000).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  response: z.object({ members: z.array(memberSchema), total: z.number().int(), nextCursor: z.string().nullable() }),
});

export const updateMember = endpoint({
  method: "PATCH",
  path: "/api/workspaces/{ws}/members/{userId}",
  access: { person: "admin" },
  summary: "Give a member another role. Only owners make owners or touch them; a last owner stays.",
  params: oneMember,
  body: z.strictObject({ role }),
  response: memberSchema,
});

export const removeMember = endpoint({
  method: "DELETE",
  path: "/api/workspaces/{ws}/members/{userId}",
  access: { person: "guest" },
  summary: "Remove a member, or leave (oneself). Admins remove anybody but owners; a last owner stays.",
  params: oneMember,
  response: done,
});

function carriesNoUser(url: string): boolean {
  const { username = "", password = "" } = URL.canParse(url) ? new URL(url) : {};
  return username === "" && password === "";
}
