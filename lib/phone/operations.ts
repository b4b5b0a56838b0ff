import { operation } from "@/lib/http/operation";
import type * as api from "./contract";

export const getPhone = operation<typeof api.getPhone>("GET /api/me/phone");
export const addPhone = operation<typeof api.addPhone>("POST /api/me/phone");
export const verifyPhone = operation<typeof api.verifyPhone>("POST /api/me/phone/verify");
export const removePhone = operation<typeof api.removePhone>("DELETE /api/me/phone");
