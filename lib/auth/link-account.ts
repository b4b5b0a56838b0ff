import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { accounts, users } from "@/db/schema/users";
import type { ProviderRefusal } from "./constants";
import { emailSchema } from "./contract";
import type { ProviderProfile } from "./providers";

/**
 * The person behind a provider's account. One linked before is found by the provider's own id for it, for as long as
 * the provider vouches for an address of theirs; otherwise an address that the provider has verified links it to the
 * person of that address. Nobody gets an account this way: people come by invitation.
 */
export async function findByProvider(
  provider: string,
  { sub, email: given, email_verified: isVerified }: ProviderProfile,
): Promise<{ userId: string } | { refusal: ProviderRefusal }> {
  const email = emailSchema.safeParse(given);
  if (isVerified !== true || !email.success) return { refusal: "unverified_email" };
  const account = and(eq(accounts.provider, provider), eq(accounts.providerAccountId, sub));
  const [linked] = await db().select({ userId: accounts.userId }).from(accounts).where(account);
  if (linked) return linked;
  const [user] = await db().select({ id: users.id }).from(users).where(eq(users.email, email.data));
  if (!user) return { refusal: "unknown_person" };
  const row = { provider, providerAccountId: sub, userId: user.id, email: email.data };
  // Twice at once: both mean the same person, or the first has it.
  const [stored] = await db()
    .insert(accounts)
    .values(row)
    .onConflictDoUpdate({
      target: [accounts.provider, accounts.providerAccountId],
      set: { email: sql`excluded.email` },
    })
    .returning({ userId: accounts.userId });
  return stored ?? { refusal: "provider_failed" };
}
