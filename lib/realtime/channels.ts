/**
 * Where hints about one person's inbox in one workspace go. The name carries the generation of the person's sessions
 * and the moment they became a member: whoever got onto an older one hears nothing there any more.
 */
export const userChannel = (userId: string, workspaceId: string, generation: string) =>
  `private-user.${userId}.${workspaceId}.${generation}`;

export const INBOX_CHANGED = "inbox.changed";

/** Told to a person's signed-in pages: their channels have other names now, connect anew. */
export const CHANNELS_RENAMED = "channels.renamed";

/**
 * A hint that an inbox has changed; the truth is fetched. `seq` is that inbox's new sequence: a tab that has it
 * already asks nothing. Without `seq` (very many recipients) a tab waits a random part of `spread` ms, then asks.
 */
export interface InboxChanged {
  workspaceId: string;
  seq?: number;
  spread?: number;
}

/** What a live server sent, if it is such a hint. */
export function asInboxChanged(data: unknown): InboxChanged | undefined {
  const { workspaceId, seq, spread } = (data ?? {}) as Partial<InboxChanged>;
  const isNumber = (value: unknown) => value === undefined || Number.isInteger(value);
  return typeof workspaceId === "string" && isNumber(seq) && isNumber(spread)
    ? { workspaceId, seq, spread }
    : undefined;
}
