import * as api from "@/lib/projects/contract";
import { listAllProjects, makeProject } from "@/lib/projects/projects";
import { route } from "@/lib/route";

export const GET = route(api.listProjects, listAllProjects);
export const POST = route(api.createProject, makeProject);
