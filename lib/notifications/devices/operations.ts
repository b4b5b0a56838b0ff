import { operation } from "@/lib/http/operation";
import type * as api from "./contract";

export const listDevices = operation<typeof api.listDevices>("GET /api/me/devices");
export const getBadgeCount = operation<typeof api.getBadgeCount>("GET /api/me/unread-count");
export const renameDevice = operation<typeof api.renameDevice>("PATCH /api/me/devices/{id}");
export const removeDevice = operation<typeof api.removeDevice>("DELETE /api/me/devices/{id}");
export const testDevice = operation<typeof api.testDevice>("POST /api/me/devices/{id}/test");
export const getWebPushKey = operation<typeof api.getWebPushKey>("GET /api/workspaces/{ws}/notifications/web-push/key");
export const subscribeWebPush = operation<typeof api.subscribeWebPush>(
  "POST /api/workspaces/{ws}/notifications/web-push/subscribe",
);
