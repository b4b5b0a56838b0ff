import { operation } from "@/lib/http/operation";
import type * as api from "./contract";

export const updateMe = operation<typeof api.updateMe>("PATCH /api/me");
export const setPicture = operation<typeof api.setPicture>("PUT /api/me/picture");
export const deletePicture = operation<typeof api.deletePicture>("DELETE /api/me/picture");
