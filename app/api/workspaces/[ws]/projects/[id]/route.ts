import { route } from "@/lib/http/route";
import { updateProject } from "@/lib/notifications/projects/contract";
import { changeProject } from "@/lib/notifications/projects/projects";

export const PATCH = route(updateProject, changeProject);
