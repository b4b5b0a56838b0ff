import { updateMe } from "@/lib/profile/contract";
import { readMe } from "@/lib/profile/me";
import { changeMe } from "@/lib/profile/profile";
import { route } from "@/lib/route";
import { getMe } from "@/lib/workspaces/contract";

export const GET = route(getMe, readMe);
export const PATCH = route(updateMe, changeMe);
