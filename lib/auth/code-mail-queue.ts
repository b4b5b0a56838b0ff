import { sql } from "drizzle-orm";
import { codeRequested } from "@/inngest/events";
import { unseal } from "@/lib/crypto";
import { MailQueue } from "@/lib/email/queue";
import { sendMail } from "@/lib/email/send";
import { composeCodeMail } from "./code-email";

/** Sign-in codes on their way to their mailboxes. */
export const codeMailQueue = new MailQueue({
  table: "login_codes",
  secret: "sealed_code",
  isWanted: sql`user_id IS NOT NULL`,
  // A person in trouble asks a few times; beyond that it is strangers, who shall neither fill a mailbox nor keep its
  // owner from a code.
  perAddress: { burst: 20, perSecond: 1 / 10 },
  // A code lives ten minutes, so there is no use in more.
  retrySeconds: [30, 120],
  keepSeconds: 24 * 60 * 60,
  wakeUp: () => codeRequested.create({}),
  mail: async ({ id, email }, sealed) => {
    const mail = await composeCodeMail(unseal("sign-in code", id, sealed));
    const tags = [{ name: "category", value: "sign-in" }];
    return sendMail({ to: email, ...mail, tags, idempotencyKey: id, isUrgent: true });
  },
});
