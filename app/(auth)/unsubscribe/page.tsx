import type { Metadata } from "next";
import { AuthFrame } from "@/components/auth/frame";
import { Unsubscribe, UnsubscribeRefused } from "@/components/preferences/unsubscribe";
import { findStop } from "@/lib/notifications/preferences/unsubscribe";

export const metadata: Metadata = { title: "Stop such mails · Belfry" };

interface Props {
  searchParams: Promise<{ token?: string | string[] }>;
}

/** Where the link in a mail leads; for everybody, signed in or not. Looking at it changes nothing. */
export default async function UnsubscribePage({ searchParams }: Props) {
  const { token } = await searchParams;
  const given = typeof token === "string" ? token : "";
  const found = await findStop(given);
  return (
    <AuthFrame>
      {"refusal" in found ? (
        <UnsubscribeRefused reason={found.refusal} />
      ) : (
        <Unsubscribe token={given} rendered={found} />
      )}
    </AuthFrame>
  );
}
