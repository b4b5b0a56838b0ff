"use client";

import { exactTime, timeAgo } from "@/components/ui/times";
import { useNow } from "./clock";
import { useSession } from "./session";

/** How long ago, inside a sentence: `5 min ago`, `yesterday`, `on 4 Nov`; exactly when, on hover. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  const { timeZone } = useSession().user;
  return (
    <time dateTime={at} title={exactTime(at, timeZone)} className="num whitespace-nowrap">
      {agoWords(timeAgo(at, now, timeZone))}
    </time>
  );
}

/** The day: `4 November 2026`; exactly when, on hover. */
export function Day({ at }: { at: string }) {
  const { timeZone } = useSession().user;
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone }).format(Date.parse(at));
  return (
    <time dateTime={at} title={exactTime(at, timeZone)} className="num whitespace-nowrap">
      {day}
    </time>
  );
}

function agoWords(short: string): string {
  if (short === "now") return "just now";
  if (short === "Yesterday") return "yesterday";
  return / (min|h)$/.test(short) ? `${short} ago` : `on ${short}`;
}
