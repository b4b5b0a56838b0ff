import * as api from "@/lib/notifications/preferences/contract";
import { getPreferences, updatePreferences } from "@/lib/notifications/preferences/settings";
import { route } from "@/lib/route";

export const GET = route(api.getPreferences, getPreferences);
export const PATCH = route(api.updatePreferences, updatePreferences);
