import { headers } from "next/headers";
import { AppError } from "@/lib/errors";
import { getInvitation } from "./invitation-link";
import type { InvitationView } from "./invitations-contract";

/** What an invitation's page shows to whoever's browser asks: the invitation, or why there is none to accept. */
export async function readInvitation(token: string): Promise<InvitationView | { refusal: string }> {
  const request = new Request("http://self.invalid", { headers: new Headers(await headers()) });
  try {
    return await getInvitation({ kind: "nobody" }, { token }, { request, headers: new Headers() });
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return { refusal: error.message };
    throw error;
  }
}
