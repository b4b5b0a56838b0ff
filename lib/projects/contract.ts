import { z } from "zod";
import { ALERT_FREQUENCIES } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";

const oneProject = inWorkspace.extend({ id: z.uuid() });
const PATH = "/api/workspaces/{ws}/projects";

/** A digest names so many issues; whoever wants all of them follows its link. */
export const MAX_ISSUES = 50;

export const projectSchema = z.object({
  id: z.uuid(),
  key: z.string(),
  name: z.string(),
  link: z.string().nullable(),
  issueAlertFrequency: z.enum(ALERT_FREQUENCIES),
  /** Up to when its issues have been told of by digests; null before the first. */
  lastDigestAt: z.iso.datetime().nullable(),
  members: z.array(z.object({ userId: z.uuid(), name: z.string(), email: z.string() })),
});
export type Project = z.output<typeof projectSchema>;

const name = z.string().trim().min(1, "say a name").max(80, "has at most 80 characters");
const link = z.string().trim().min(1).max(500).nullable();
const frequency = z.enum(ALERT_FREQUENCIES);

export const listProjects = endpoint({
  method: "GET",
  path: PATH,
  access: { person: "member" },
  summary: "The projects whose issues people follow, by name, with who follows them.",
  params: inWorkspace,
  response: z.object({ projects: z.array(projectSchema) }),
});

export const createProject = endpoint({
  method: "POST",
  path: PATH,
  access: { person: "admin" },
  summary: "Add a project. Events that name it by its key or name in `data` go to its members, once it has some.",
  params: inWorkspace,
  body: z.strictObject({
    key: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[a-z0-9][a-z0-9_.-]{0,49}$/, "must be lower-case letters, digits, dots and dashes: ios-app"),
    name,
    link: link.optional(),
    issueAlertFrequency: frequency.optional(),
  }),
  example: { key: "ios-app", name: "iOS app", issueAlertFrequency: "daily" },
  response: projectSchema,
  status: 201,
});

export const updateProject = endpoint({
  method: "PATCH",
  path: `${PATH}/{id}`,
  access: { person: "admin" },
  summary: "Change a project's name or link, or how often a digest of its issues is mailed.",
  params: oneProject,
  body: z.strictObject({
    name: name.optional(),
    link: link.optional(),
    issueAlertFrequency: frequency.optional(),
  }),
  example: { issueAlertFrequency: "weekly" },
  response: projectSchema,
});

export const addProjectMembers = endpoint({
  method: "PUT",
  path: `${PATH}/{id}/members`,
  access: { person: "admin" },
  summary: "Add members of the workspace to a project, by id, e-mail address or @handle.",
  params: oneProject,
  body: z.strictObject({ users: z.array(z.string().min(1).max(254)).min(1).max(500) }),
  example: { users: ["@mara"] },
  response: projectSchema,
});

export const removeProjectMember = endpoint({
  method: "DELETE",
  path: `${PATH}/{id}/members`,
  access: { person: "admin" },
  summary: "Take a member out of a project.",
  params: oneProject,
  query: z.strictObject({ userId: z.uuid() }),
  response: projectSchema,
});
