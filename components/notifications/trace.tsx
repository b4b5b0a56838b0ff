"use client";

import { Check, Clock, type LucideIcon, Minus, X } from "lucide-react";
import { useNow } from "@/components/session/clock";
import { useSession } from "@/components/session/session";
import { cx } from "@/components/ui/class-names";
import { Skeleton } from "@/components/ui/skeleton";
import { useTrace } from "@/lib/notifications/inbox/client";
import type { Notification, Trace as TraceData } from "@/lib/notifications/inbox/contract";
import { clockTime, exactTime, timeUntil } from "../ui/times";
import { CHANNEL_LABELS } from "./labels";
import { MuteOptions } from "./mute-options";

type Step = TraceData["steps"][number];

const STATES: Record<Step["state"], { Icon: LucideIcon; look: string; word: string }> = {
  sent: { Icon: Check, look: "text-moss", word: "sent" },
  delivered: { Icon: Check, look: "text-moss", word: "arrived" },
  unknown: { Icon: Minus, look: "text-amber", word: "may have been sent" },
  pending: { Icon: Clock, look: "text-amber", word: "waiting" },
  sending: { Icon: Clock, look: "text-amber", word: "on its way" },
  retrying: { Icon: Clock, look: "text-amber", word: "will be tried again" },
  failed: { Icon: X, look: "text-rose", word: "failed" },
  exhausted: { Icon: X, look: "text-rose", word: "given up" },
  skipped: { Icon: Minus, look: "text-ink-3", word: "skipped" },
  cancelled: { Icon: Minus, look: "text-ink-3", word: "cancelled" },
  off: { Icon: Minus, look: "text-ink-3", word: "off" },
};

/** Why this person got it, and what became of it on each channel. */
export function Trace({ row }: { row: Notification }) {
  const { workspace } = useSession();
  const { data, isError } = useTrace(workspace.slug, row.id);
  const rules = new Set(data?.steps.map(({ rule }) => rule));
  const [rule] = rules.size === 1 ? rules : [];
  return (
    <section aria-labelledby="why" aria-busy={!data && !isError}>
      <h3 id="why" className="inline font-semibold">
        Why you got this
      </h3>
      {rule && <span className="text-ink-2"> {sentence(rule)}</span>}
      {!data && isError && <p className="mt-2 text-sm text-ink-2">The reasons could not be fetched just now.</p>}
      <ul className="mt-3 grid gap-2.25">
        {data
          ? data.steps.map((step) => <TraceStep key={`${step.channel} ${step.detail}`} step={step} withRule={!rule} />)
          : !isError && [0, 1].map((i) => <Skeleton key={i} className="h-5 w-4/5" />)}
      </ul>
      <MuteOptions row={row} />
    </section>
  );
}

function TraceStep({ step, withRule }: { step: Step; withRule: boolean }) {
  const now = useNow();
  const { timeZone } = useSession().user;
  const { Icon, look } = STATES[step.state];
  const isQuiet = step.state === "off" || step.state === "skipped" || step.state === "cancelled";
  return (
    <li className="grid grid-cols-[1.125rem_3.5rem_1fr_auto] sm:grid-cols-[1.125rem_minmax(3.5rem,6rem)_1fr_auto] items-baseline gap-x-2.25">
      <Icon aria-hidden="true" className={cx("size-4 translate-y-0.75", look)} />
      <span>{CHANNEL_LABELS[step.channel]}</span>
      <span className={cx("wrap-anywhere", isQuiet ? "text-ink-3" : "text-ink-2")}>
        {outcome(step)}
        {step.until && ` until ${lowerToday(timeUntil(step.until, now, timeZone))}`}
        {withRule && <span className="text-ink-3"> · {step.rule}</span>}
      </span>
      {step.at && (
        <time dateTime={step.at} title={exactTime(step.at, timeZone)} className="num text-xs text-ink-3">
          {clockTime(step.at, now, timeZone)}
        </time>
      )}
    </li>
  );
}

/** `sent to mara@…`, `waiting: …`; the inbox's own way needs no word. */
function outcome({ channel, state, detail }: Step): string {
  const { word } = STATES[state];
  if (!detail) return word;
  if (channel === "in_app" && state === "sent") return detail;
  return detail.startsWith("to ") ? `${word} ${detail}` : `${word}: ${detail}`;
}

const lowerToday = (text: string) => text.replace(/^To/, "to");

const sentence = (rule: string) => `${rule.charAt(0).toUpperCase()}${rule.slice(1).replace(/\.?$/, ".")}`;
