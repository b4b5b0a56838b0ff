import { z } from "zod";
import { ROLES } from "@/db/enums";
import { emailSchema } from "@/lib/auth/contract";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { handleSchema, nameSchema } from "./contract";

const role = z.enum(ROLES);
const moment = z.iso.datetime();

export const INVITATION_DAYS = 7;
const oneInvitation = inWorkspace.extend({ id: z.uuid() });
export const invitationSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  role,
  invitedBy: z.string().nullable(),
  /** Of its mail: on its way, sent, or given up (`lastError` says why). */
  state: z.enum(["pending", "sent", "failed"]),
  lastError: z.string().nullable(),
  isExpired: z.boolean(),
  createdAt: moment,
  expiresAt: moment,
});
export type Invitation = z.output<typeof invitationSchema>;

export const listInvitations = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/invitations",
  access: { person: "admin" },
  summary: "The invitations nobody has accepted or taken back yet, newest first, 200 at the most.",
  params: inWorkspace,
  response: z.object({ invitations: z.array(invitationSchema) }),
});

export const createInvitation = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/invitations",
  access: { person: "admin" },
  summary: "Invite an address. The link is mailed and works for seven days; one open invitation per address.",
  params: inWorkspace,
  body: z.strictObject({ email: emailSchema, role }),
  example: { email: "jane@example.com", role: "member" },
  response: invitationSchema,
  status: 201,
});

export const revokeInvitation = endpoint({
  method: "DELETE",
  path: "/api/workspaces/{ws}/invitations/{id}",
  access: { person: "admin" },
  summary: "Take an invitation back: its link works no more.",
  params: oneInvitation,
  response: z.object({ done: z.literal(true) }),
});

export const resendInvitation = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/invitations/{id}/resend",
  access: { person: "admin" },
  summary: "Mail an invitation again with a fresh link and seven fresh days. The former link works no more.",
  params: oneInvitation,
  response: invitationSchema,
});

const byToken = z.object({ token: z.string().max(100) });

/**
 * What accepting needs of whoever holds the link. `account`: name and handle, there is nobody of this address yet.
 * `sign-in`: this address has an account, whose owner must sign in first. `nothing`: the right person is signed in.
 * `other-person`: somebody else is, and must sign out first.
 */
export const ACCEPT_NEEDS = ["account", "sign-in", "nothing", "other-person"] as const;

export const getInvitation = endpoint({
  method: "GET",
  path: "/api/invitations/{token}",
  access: "public",
  summary: "What an invitation's link leads to. 404 with a sentence when it has been used, taken back or has run out.",
  params: byToken,
  response: z.object({
    workspace: z.string(),
    inviter: z.string().nullable(),
    role,
    email: z.string(),
    expiresAt: moment,
    needs: z.enum(ACCEPT_NEEDS),
  }),
});
export type InvitationView = z.output<typeof getInvitation.response>;

export const acceptInvitation = endpoint({
  method: "POST",
  path: "/api/invitations/{token}/accept",
  access: "public",
  summary: "Join. Somebody new says name and handle, gets an account and is signed in.",
  params: byToken,
  body: z.strictObject({ name: nameSchema.optional(), handle: handleSchema.optional() }),
  response: z.object({ workspace: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }) }),
});
