import { env } from "@/lib/env";

/** A link as an event carries it, made absolute; our own pages get the workspace, so that they open in the right one. */
export function absoluteLink(link: string, workspace: { slug: string }): string {
  const url = new URL(link, env().BELFRY_URL);
  if (link.startsWith("/") && !url.searchParams.has("w")) url.searchParams.set("w", workspace.slug);
  return url.href;
}

/** Where "Open" leads: the event's own link, or the reader's inbox. */
export const openLink = ({ link, workspace }: { link: string | null; workspace: { slug: string } }): string =>
  absoluteLink(link ?? "/notifications", workspace);
