import { z } from "zod";

/** A person's own live channel: hints about their inboxes. */
export const userChannel = (userId: string) => `private-user.${userId}`;
/** Everybody of a workspace: content-free hints after an event for very many. */
export const workspaceChannel = (workspaceId: string) => `private-ws.${workspaceId}`;

export const INBOX_CHANGED = "inbox.changed";

/**
 * A hint that an inbox has changed; the truth is fetched. `seq` is that inbox's new sequence: a tab that has it
 * already asks nothing. Without `seq` (very many recipients) a tab waits a random part of `spread` ms, then asks.
 */
export const inboxChangedSchema = z.object({
  workspaceId: z.uuid(),
  seq: z.number().int().optional(),
  spread: z.number().int().optional(),
});
export type InboxChanged = z.output<typeof inboxChangedSchema>;
