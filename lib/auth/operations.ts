import { operation } from "@/lib/http/operation";
import type * as api from "./contract";
import type * as device from "./device-contract";

export const requestSignInCode = operation<typeof api.requestSignInCode>("POST /api/sign-in/code");
export const listSessions = operation<typeof api.listSessions>("GET /api/me/sessions");
export const endSession = operation<typeof api.endSession>("DELETE /api/me/sessions/{id}");
export const endOtherSessions = operation<typeof api.endOtherSessions>("DELETE /api/me/sessions");
export const listApiKeys = operation<typeof api.listApiKeys>("GET /api/workspaces/{ws}/api-keys");
export const createApiKey = operation<typeof api.createApiKey>("POST /api/workspaces/{ws}/api-keys");
export const revokeApiKey = operation<typeof api.revokeApiKey>("DELETE /api/workspaces/{ws}/api-keys/{id}");
export const getDeviceLogin = operation<typeof device.getDeviceLogin>("POST /api/device/look-up");
export const decideDeviceLogin = operation<typeof device.decideDeviceLogin>("POST /api/device/decision");
