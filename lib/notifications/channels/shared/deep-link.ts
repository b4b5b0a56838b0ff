import { env } from "@/lib/env";

/** A link as an event carries it, made absolute; our own pages get the workspace, so that they open in the right one. */
export function absoluteLink(link: string, workspace: { slug: string }): string {
  const url = new URL(link, env().BELFRY_URL);
  if (link.startsWith("/") && !url.searchParams.has("w")) url.searchParams.set("w", workspace.slug);
  return url.href;
}

interface Leading {
  link: string | null;
  /** The person's own notification; null for a place of the workspace's. */
  notificationId: string | null;
  workspace: { slug: string };
}

/** Where "Open" leads: the event's own link, or the reader's inbox, at this notification where it is one of theirs. */
export const openLink = ({ link, notificationId, workspace }: Leading): string =>
  absoluteLink(link ?? (notificationId ? `/notifications?n=${notificationId}` : "/notifications"), workspace);

/** The same for a message with little room: an own link above `max` characters gives way to the notification's page. */
export function shortLink({ link, ...outgoing }: Leading, max: number): string {
  const own = link && absoluteLink(link, outgoing.workspace);
  return own && own.length <= max ? own : openLink({ link: null, ...outgoing });
}
