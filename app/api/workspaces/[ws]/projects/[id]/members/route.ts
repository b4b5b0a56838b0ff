import * as api from "@/lib/projects/contract";
import { addProjectMembers, removeProjectMember } from "@/lib/projects/projects";
import { route } from "@/lib/route";

export const PUT = route(api.addProjectMembers, addProjectMembers);
export const DELETE = route(api.removeProjectMember, removeProjectMember);
