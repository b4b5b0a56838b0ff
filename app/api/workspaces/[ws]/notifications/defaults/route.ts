import * as api from "@/lib/notifications/preferences/contract";
import { getDefaults, updateDefaults } from "@/lib/notifications/preferences/settings";
import { route } from "@/lib/route";

export const GET = route(api.getDefaults, getDefaults);
export const PATCH = route(api.updateDefaults, updateDefaults);
