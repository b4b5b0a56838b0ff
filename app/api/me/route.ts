import { route } from "@/lib/http/route";
import { getMe } from "@/lib/workspaces/contract";
import { readMe } from "@/lib/workspaces/me";

export const GET = route(getMe, readMe);
