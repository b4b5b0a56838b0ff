import { operation } from "@/lib/http/operation";
import type * as api from "./contract";
import type * as mutes from "./mutes-contract";
import type * as schedule from "./schedule-contract";
import type * as mails from "./unsubscribe-contract";

export const getPreferences = operation<typeof api.getPreferences>(
  "GET /api/workspaces/{ws}/notifications/preferences",
);
export const updatePreferences = operation<typeof api.updatePreferences>(
  "PATCH /api/workspaces/{ws}/notifications/preferences",
);
export const getDefaults = operation<typeof api.getDefaults>("GET /api/workspaces/{ws}/notifications/defaults");
export const updateDefaults = operation<typeof api.updateDefaults>("PATCH /api/workspaces/{ws}/notifications/defaults");
export const listMutes = operation<typeof mutes.listMutes>("GET /api/workspaces/{ws}/notifications/mutes");
export const muteSubject = operation<typeof mutes.muteSubject>("PUT /api/workspaces/{ws}/notifications/mutes");
export const unmuteSubject = operation<typeof mutes.unmuteSubject>("DELETE /api/workspaces/{ws}/notifications/mutes");
export const getSchedule = operation<typeof schedule.getSchedule>("GET /api/me/preferences/schedule");
export const updateSchedule = operation<typeof schedule.updateSchedule>("PATCH /api/me/preferences/schedule");
export const unsubscribe = operation<typeof mails.unsubscribe>("POST /api/unsubscribe", "query");
export const resubscribe = operation<typeof mails.resubscribe>("DELETE /api/unsubscribe");
