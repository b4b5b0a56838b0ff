import * as api from "@/lib/projects/contract";
import { updateProject } from "@/lib/projects/projects";
import { route } from "@/lib/route";

export const PATCH = route(api.updateProject, updateProject);
