import * as api from "@/lib/projects/contract";
import { createProject, listProjects } from "@/lib/projects/projects";
import { route } from "@/lib/route";

export const GET = route(api.listProjects, listProjects);
export const POST = route(api.createProject, createProject);
