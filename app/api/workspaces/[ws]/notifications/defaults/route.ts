import { changeDefaults, getDefaults } from "@/lib/notifications/preferences/contract";
import { changeWorkspaceDefaults, readDefaults } from "@/lib/notifications/preferences/settings";
import { route } from "@/lib/route";

export const GET = route(getDefaults, readDefaults);
export const PATCH = route(changeDefaults, changeWorkspaceDefaults);
