"use client";

import { Clock } from "lucide-react";
import { useNow } from "@/components/session/clock";
import { useSession } from "@/components/session/session";
import { cx } from "@/components/ui/class-names";
import type { Notification } from "@/lib/notifications/inbox/contract";
import { exactTime, timeAgo, timeUntil } from "../ui/times";

const LOOK = "num text-xs whitespace-nowrap text-ink-3";

/** How long ago; exactly when, on hover. */
export function When({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const { timeZone } = useSession().user;
  return (
    <time dateTime={at} title={exactTime(at, timeZone)} className={cx(LOOK, className)}>
      {timeAgo(at, now, timeZone)}
    </time>
  );
}

/** When a row came, or, snoozed, when it will come again. */
export function RowWhen({ row: { listedAt, snoozedUntil } }: { row: Notification }) {
  const now = useNow();
  const { timeZone } = useSession().user;
  if (!snoozedUntil) return <When at={listedAt} className="pt-px" />;
  return (
    <time
      dateTime={snoozedUntil}
      title={`Snoozed until ${exactTime(snoozedUntil, timeZone)}`}
      className={cx(LOOK, "flex items-center gap-1 pt-px")}
    >
      <Clock aria-hidden="true" className="size-3" />
      {timeUntil(snoozedUntil, now, timeZone)}
    </time>
  );
}
