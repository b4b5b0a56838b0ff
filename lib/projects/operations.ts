import { operation } from "@/lib/http/operation";
import type * as api from "./contract";

export const listProjects = operation<typeof api.listProjects>("GET /api/workspaces/{ws}/projects");
export const createProject = operation<typeof api.createProject>("POST /api/workspaces/{ws}/projects");
export const updateProject = operation<typeof api.updateProject>("PATCH /api/workspaces/{ws}/projects/{id}");
export const addProjectMembers = operation<typeof api.addProjectMembers>(
  "PUT /api/workspaces/{ws}/projects/{id}/members",
);
export const removeProjectMember = operation<typeof api.removeProjectMember>(
  "DELETE /api/workspaces/{ws}/projects/{id}/members",
);
