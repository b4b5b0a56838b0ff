"use client";

import { RefreshCw, WifiOff } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { type LiveState, live } from "@/lib/realtime/subscribe";

/** A page that has just opened, or a blink of the network, is not worth a word. */
const GRACE_MS = 3_000;

/** Says, quietly, when what is shown is not live. */
export function ConnectionState() {
  const state = useSyncExternalStore<LiveState>(
    live.watch,
    () => live.state,
    () => "live",
  );
  const [isLate, setIsLate] = useState(false);
  const isLive = state === "live";
  useEffect(() => {
    if (isLive) return;
    const timer = setTimeout(() => setIsLate(true), GRACE_MS);
    return () => {
      clearTimeout(timer);
      setIsLate(false);
    };
  }, [isLive]);
  const isComing = state === "connecting";
  const Icon = isComing ? RefreshCw : WifiOff;
  return (
    <div role="status" className="min-w-0">
      {!isLive && isLate && (
        <span className="flex items-center gap-1.5 text-xs whitespace-nowrap text-ink-3">
          <Icon aria-hidden="true" className="size-3.5" />
          <span className="max-sm:sr-only">{isComing ? "Reconnecting…" : "Polling every 30 s"}</span>
        </span>
      )}
    </div>
  );
}
