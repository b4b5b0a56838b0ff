import * as profileApi from "@/lib/profile/contract";
import { getMe } from "@/lib/profile/me";
import { updateMe } from "@/lib/profile/profile";
import { route } from "@/lib/route";
import * as workspacesApi from "@/lib/workspaces/contract";

export const GET = route(workspacesApi.getMe, getMe);
export const PATCH = route(profileApi.updateMe, updateMe);
