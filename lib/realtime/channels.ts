import { z } from "zod";

/** One person's in one workspace: hints about that inbox. Whoever is no longer a member is not told there any more. */
export const userChannel = (userId: string, workspaceId: string) => `private-user.${userId}.${workspaceId}`;

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
