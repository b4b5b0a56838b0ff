import type { Metadata } from "next";
import { AuthFrame } from "@/components/auth/frame";
import { Invitation } from "@/components/auth/invitation";
import { NoInvitation } from "@/components/auth/no-invitation";
import { readInvitation } from "@/lib/workspaces/invitation-page";

export const metadata: Metadata = { title: "Invitation · Belfry" };

interface Props {
  params: Promise<{ token: string }>;
}

/** Where the link in an invitation's mail leads; for everybody, signed in or not. */
export default async function InvitationPage({ params }: Props) {
  const { token } = await params;
  const found = await readInvitation(token);
  return (
    <AuthFrame>
      {"refusal" in found ? <NoInvitation reason={found.refusal} /> : <Invitation token={token} invitation={found} />}
    </AuthFrame>
  );
}
