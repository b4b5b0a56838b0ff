import { route } from "@/lib/http/route";
import { createProject, listProjects } from "@/lib/notifications/projects/contract";
import { listAllProjects, makeProject } from "@/lib/notifications/projects/projects";

export const GET = route(listProjects, listAllProjects);
export const POST = route(createProject, makeProject);
