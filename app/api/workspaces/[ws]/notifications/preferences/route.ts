import { changePreferences, getPreferences } from "@/lib/notifications/preferences/contract";
import { changeOwnPreferences, readPreferences } from "@/lib/notifications/preferences/settings";
import { route } from "@/lib/route";

export const GET = route(getPreferences, readPreferences);
export const PATCH = route(changePreferences, changeOwnPreferences);
