import { operation } from "@/lib/http/operation";
import type * as api from "./contract";
import type * as edits from "./edits-contract";
import type * as filters from "./filters-contract";

export const listNotifications = operation<typeof api.listNotifications>("GET /api/workspaces/{ws}/notifications");
export const listGroup = operation<typeof api.listGroup>("GET /api/workspaces/{ws}/notifications/groups/{groupId}");
export const pollNotifications = operation<typeof api.pollNotifications>("GET /api/workspaces/{ws}/notifications/poll");
export const getUnreadCount = operation<typeof api.getUnreadCount>(
  "GET /api/workspaces/{ws}/notifications/unread-count",
);
export const getNotification = operation<typeof api.getNotification>("GET /api/workspaces/{ws}/notifications/{id}");
export const getTrace = operation<typeof api.getTrace>("GET /api/workspaces/{ws}/notifications/{id}/trace");
export const markAllRead = operation<typeof edits.markAllRead>("POST /api/workspaces/{ws}/notifications/mark-all-read");
export const updateNotifications = operation<typeof edits.updateNotifications>(
  "POST /api/workspaces/{ws}/notifications/update",
);
export const restoreNotifications = operation<typeof edits.restoreNotifications>(
  "POST /api/workspaces/{ws}/notifications/restore",
);
export const listFilters = operation<typeof filters.listFilters>("GET /api/workspaces/{ws}/notifications/filters");
export const createFilter = operation<typeof filters.createFilter>("POST /api/workspaces/{ws}/notifications/filters");
export const updateFilter = operation<typeof filters.updateFilter>(
  "PATCH /api/workspaces/{ws}/notifications/filters/{id}",
);
export const deleteFilter = operation<typeof filters.deleteFilter>(
  "DELETE /api/workspaces/{ws}/notifications/filters/{id}",
);
