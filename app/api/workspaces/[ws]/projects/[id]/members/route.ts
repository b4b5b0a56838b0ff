import * as api from "@/lib/projects/contract";
import { addMembers, removeMember } from "@/lib/projects/projects";
import { route } from "@/lib/route";

export const PUT = route(api.addProjectMembers, addMembers);
export const DELETE = route(api.removeProjectMember, removeMember);
