import { addProjectMembers, removeProjectMember } from "@/lib/projects/contract";
import { addMembers, removeMember } from "@/lib/projects/projects";
import { route } from "@/lib/route";

export const PUT = route(addProjectMembers, addMembers);
export const DELETE = route(removeProjectMember, removeMember);
