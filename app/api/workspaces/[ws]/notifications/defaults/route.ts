import * as api from "@/lib/notifications/preferences/contract";
import { changeWorkspaceDefaults, readDefaults } from "@/lib/notifications/preferences/settings";
import { route } from "@/lib/route";

export const GET = route(api.getDefaults, readDefaults);
export const PATCH = route(api.changeDefaults, changeWorkspaceDefaults);
