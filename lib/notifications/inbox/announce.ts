import { INBOX_CHANGED, type InboxChanged } from "@/lib/realtime/channels";
import { publish, publishToMany } from "@/lib/realtime/publish";

/** Above this many people the hint is one for all, without anybody's `seq`. */
const ONE_BY_ONE = 100;
const MAX_SPREAD_MS = 10_000;

/** Hints to open pages that inboxes have changed. Call it after the commit. */
export function announceInboxes(workspaceId: string, notified: Notified[]): void {
  if (notified.length > ONE_BY_ONE) {
    const hint: InboxChanged = { workspaceId, spread: Math.min(MAX_SPREAD_MS, notified.length * 2) };
    const inboxes = notified.map(({ userId }) => ({ userId, workspaceId }));
    void publishToMany(inboxes, { name: INBOX_CHANGED, data: hint });
    return;
  }
  publish(
    notified.map(({ userId, seq }) => {
      const hint: InboxChanged = { workspaceId, seq };
      return { userId, workspaceId, name: INBOX_CHANGED, data: hint };
    }),
  );
}

export interface Notified {
  userId: string;
  /** That person's inbox sequence after this change. */
  seq: number;
}
