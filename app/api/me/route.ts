import * as profileApi from "@/lib/profile/contract";
import { readMe } from "@/lib/profile/me";
import { changeMe } from "@/lib/profile/profile";
import { route } from "@/lib/route";
import * as workspacesApi from "@/lib/workspaces/contract";

export const GET = route(workspacesApi.getMe, readMe);
export const PATCH = route(profileApi.updateMe, changeMe);
