import * as api from "@/lib/notifications/preferences/contract";
import { changeOwnPreferences, readPreferences } from "@/lib/notifications/preferences/settings";
import { route } from "@/lib/route";

export const GET = route(api.getPreferences, readPreferences);
export const PATCH = route(api.changePreferences, changeOwnPreferences);
