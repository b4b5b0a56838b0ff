import { route } from "@/lib/http/route";
import { changeMe } from "@/lib/profile/basics";
import { updateMe } from "@/lib/profile/contract";
import { readMe } from "@/lib/profile/me";
import { getMe } from "@/lib/workspaces/contract";

export const GET = route(getMe, readMe);
export const PATCH = route(updateMe, changeMe);
