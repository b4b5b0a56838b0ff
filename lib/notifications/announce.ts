import { INBOX_CHANGED, type InboxChanged, userChannel, workspaceChannel } from "@/lib/realtime/names";
import { publish } from "@/lib/realtime/publish";
import type { Told } from "./fan-out";

/** Above this many people one content-free hint to the whole workspace is kinder than one each. */
const ONE_BY_ONE = 100;
const MAX_SPREAD_MS = 10_000;

/** Hints to open pages that inboxes have changed. Call it after the commit. */
export function announceInboxes(workspaceId: string, told: Told[]): void {
  if (told.length > ONE_BY_ONE) {
    const hint: InboxChanged = { workspaceId, spread: Math.min(MAX_SPREAD_MS, told.length * 2) };
    publish([{ channel: workspaceChannel(workspaceId), name: INBOX_CHANGED, data: hint }]);
    return;
  }
  publish(
    told.map(({ userId, seq }) => {
      const hint: InboxChanged = { workspaceId, seq };
      return { channel: userChannel(userId), name: INBOX_CHANGED, data: hint };
    }),
  );
}
