import { route } from "@/lib/http/route";
import { addProjectMembers, removeProjectMember } from "@/lib/notifications/projects/contract";
import { addMembers, removeMember } from "@/lib/notifications/projects/projects";

export const PUT = route(addProjectMembers, addMembers);
export const DELETE = route(removeProjectMember, removeMember);
