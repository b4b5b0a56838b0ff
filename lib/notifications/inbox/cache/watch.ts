import { asInboxChanged, INBOX_CHANGED } from "@/lib/realtime/channels";
import type { RealtimeSettings } from "@/lib/realtime/contract";
import { live } from "@/lib/realtime/subscribe";
import type { InboxSync } from "./sync";

const POLL_MS = 30_000;

export interface Watched {
  workspaceId: string;
  realtime: RealtimeSettings | null;
}

/** Follows an inbox: by live hints, and by asking every 30 s and whenever the person returns. Answers how to stop. */
export function watchInbox(sync: InboxSync, { workspaceId, realtime }: Watched): () => void {
  const delays = new Set<ReturnType<typeof setTimeout>>();
  const onEvent = (data: unknown) => {
    const hint = asInboxChanged(data);
    if (hint?.workspaceId !== workspaceId) return;
    if (hint.seq !== undefined) sync.onHint(hint.seq);
    else delays.add(setTimeout(sync.poll, Math.random() * (hint.spread ?? 0)));
  };
  const disconnect =
    realtime && live.open(realtime, { workspaceId, event: INBOX_CHANGED, onEvent, onSubscribed: sync.poll });

  const onReturn = () => {
    if (document.visibilityState === "hidden") return;
    live.wake();
    void sync.poll();
  };
  const timer = setInterval(() => {
    if (live.state !== "live" || sync.failedAt.get()) void sync.poll();
  }, POLL_MS);
  const stopSync = sync.start();
  document.addEventListener("visibilitychange", onReturn);
  for (const event of ["focus", "online"]) window.addEventListener(event, onReturn);
  return () => {
    disconnect?.();
    stopSync();
    clearInterval(timer);
    for (const delay of delays) clearTimeout(delay);
    document.removeEventListener("visibilitychange", onReturn);
    for (const event of ["focus", "online"]) window.removeEventListener(event, onReturn);
  };
}
