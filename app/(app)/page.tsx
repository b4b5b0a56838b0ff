import { redirect } from "next/navigation";
import { requireUser } from "@/lib/auth/page";

/** The way in: for now everybody starts in their inbox. */
export default async function Start() {
  const { workspaceSlug } = await requireUser();
  redirect(`/notifications?w=${encodeURIComponent(workspaceSlug)}`);
}
