"use client";

import { useNow } from "@/components/shell/clock";
import { useSession } from "@/components/shell/session";
import { cx } from "@/components/ui/class-names";
import { exactTime, timeAgo } from "./times";

/** How long ago; exactly when, on hover. */
export function When({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const { timeZone } = useSession().user;
  return (
    <time
      dateTime={at}
      title={exactTime(at, timeZone)}
      className={cx("num text-xs whitespace-nowrap text-ink-3", className)}
    >
      {timeAgo(at, now, timeZone)}
    </time>
  );
}
