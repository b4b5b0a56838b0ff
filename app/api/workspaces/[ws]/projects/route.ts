import { createProject, listProjects } from "@/lib/projects/contract";
import { listAllProjects, makeProject } from "@/lib/projects/projects";
import { route } from "@/lib/route";

export const GET = route(listProjects, listAllProjects);
export const POST = route(createProject, makeProject);
