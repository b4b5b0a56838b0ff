import { eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema/users";
import { invitations, workspaces } from "@/db/schema/workspaces";
import { memberInvited } from "@/inngest/events";
import { sha256, unseal } from "@/lib/crypto";
import { type Due, MailQueue } from "@/lib/email/queue";
import { type MailResult, sendMail } from "@/lib/email/send";
import { env } from "@/lib/env";
import { composeInvitationMail } from "./invitation-email";
import { INVITATION_DAYS } from "./invitations-contract";

/** Invitations on their way to their mailboxes. */
export const invitationMailQueue = new MailQueue({
  table: "invitations",
  secret: "sealed_token",
  isWanted: sql`accepted_at IS NULL AND revoked_at IS NULL`,
  perAddress: { burst: 20, perSecond: 1 / 60 },
  retrySeconds: [30, 120, 600, 3600],
  wakeUp: () => memberInvited.create({}),
  mail: mailInvitation,
});

async function mailInvitation({ id, email }: Due, sealed: string): Promise<MailResult> {
  const [row] = await db()
    .select({ workspace: workspaces.name, inviter: users.name, role: invitations.role })
    .from(invitations)
    .innerJoin(workspaces, eq(workspaces.id, invitations.workspaceId))
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .where(eq(invitations.id, id));
  if (!row) return { ok: false, isPermanent: true, status: null, message: "The invitation is gone." };
  const token = unseal("invitation", id, sealed);
  const mail = await composeInvitationMail({
    ...row,
    link: `${env().BELFRY_URL}/invitation/${token}`,
    days: INVITATION_DAYS,
  });
  const tags = [{ name: "category", value: "invitation" }];
  // With the token's digest: the same invitation sent again is another mail.
  return sendMail({ to: email, ...mail, tags, idempotencyKey: `${id}:${sha256(token).slice(0, 16)}` });
}
