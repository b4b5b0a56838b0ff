import { operation } from "@/lib/http/operation";
import type * as api from "./contract";
import type * as invitations from "./invitations-contract";

export const getMe = operation<typeof api.getMe>("GET /api/me");
export const createWorkspace = operation<typeof api.createWorkspace>("POST /api/workspaces");
export const getWorkspace = operation<typeof api.getWorkspace>("GET /api/workspaces/{ws}");
export const updateWorkspace = operation<typeof api.updateWorkspace>("PATCH /api/workspaces/{ws}");
export const listMembers = operation<typeof api.listMembers>("GET /api/workspaces/{ws}/members");
export const updateMember = operation<typeof api.updateMember>("PATCH /api/workspaces/{ws}/members/{userId}");
export const removeMember = operation<typeof api.removeMember>("DELETE /api/workspaces/{ws}/members/{userId}");
export const listInvitations = operation<typeof invitations.listInvitations>("GET /api/workspaces/{ws}/invitations");
export const createInvitation = operation<typeof invitations.createInvitation>("POST /api/workspaces/{ws}/invitations");
export const revokeInvitation = operation<typeof invitations.revokeInvitation>(
  "DELETE /api/workspaces/{ws}/invitations/{id}",
);
export const resendInvitation = operation<typeof invitations.resendInvitation>(
  "POST /api/workspaces/{ws}/invitations/{id}/resend",
);
export const acceptInvitation = operation<typeof invitations.acceptInvitation>("POST /api/invitations/{token}/accept");
