"use client";

import { Check, Clock, type LucideIcon, Minus } from "lucide-react";
import { useState } from "react";
import { PRIORITY_LABELS } from "@/components/notifications/labels";
import { useNow } from "@/components/session/clock";
import { useSession } from "@/components/session/session";
import { cx } from "@/components/ui/class-names";
import { Choice } from "@/components/ui/field";
import { Group } from "@/components/ui/group";
import { Skeleton } from "@/components/ui/skeleton";
import { timeUntil } from "@/components/ui/times";
import { NOTIFICATION_CHANNELS, PRIORITIES, type Priority } from "@/db/enums";
import { CATEGORY_LABELS, CHANNEL_LABELS } from "@/lib/notifications/constants";
import { useSimulation } from "@/lib/notifications/events/client";
import type { SimulatedOutcome } from "@/lib/notifications/events/simulate-contract";
import { usePreferences } from "@/lib/notifications/preferences/client";

/** What would happen if something came now: the same reasons as an event's own trace, before there is one. */
export function Simulator() {
  const { workspace } = useSession();
  const { matrix } = usePreferences(workspace.slug, "mine");
  const [type, setType] = useState("comment.created");
  const [priority, setPriority] = useState<Priority>("normal");
  if (!matrix) return null;
  return (
    <Group title="What would happen if…" about="…this came right now. Nothing is sent.">
      <div className="grid gap-4 sm:grid-cols-2">
        <Choice label="Event" value={type} onText={setType}>
          {matrix.categories.map(({ key, types }) => (
            <optgroup key={key} label={CATEGORY_LABELS[key]}>
              {types.map((one) => (
                <option key={one.key} value={one.key}>
                  {one.label}
                </option>
              ))}
            </optgroup>
          ))}
        </Choice>
        <Choice label="Priority" value={priority} onText={(text) => setPriority(text as Priority)}>
          {PRIORITIES.map((one) => (
            <option key={one} value={one}>
              {PRIORITY_LABELS[one]}
            </option>
          ))}
        </Choice>
      </div>
      <Outcomes type={type} priority={priority} />
    </Group>
  );
}

function Outcomes({ type, priority }: { type: string; priority: Priority }) {
  const { workspace } = useSession();
  const { data, error } = useSimulation(workspace.slug, type, priority);
  if (error && !data)
    return <p className="mt-4 text-sm text-ink-2">It could not be worked out just now. {error.message}</p>;
  return (
    <ul aria-label="What would happen" aria-live="polite" aria-busy={!data} className="mt-4 grid gap-2.25">
      {data
        ? data.channels.map((one) => <Outcome key={one.channel} outcome={one} />)
        : NOTIFICATION_CHANNELS.map((channel) => <Skeleton key={channel} className="h-5 w-4/5" />)}
    </ul>
  );
}

const LOOKS: Record<SimulatedOutcome["outcome"], { Icon: LucideIcon; look: string; word: string }> = {
  now: { Icon: Check, look: "text-moss", word: "at once" },
  later: { Icon: Clock, look: "text-amber", word: "later" },
  off: { Icon: Minus, look: "text-ink-3", word: "not at all" },
  no_address: { Icon: Minus, look: "text-ink-3", word: "not at all: it has nowhere to go" },
};

function Outcome({ outcome: { channel, outcome, rule, until, waitsFor } }: { outcome: SimulatedOutcome }) {
  const now = useNow();
  const { timeZone } = useSession().user;
  const { Icon, look, word } = LOOKS[outcome];
  const isQuiet = outcome === "off" || outcome === "no_address";
  return (
    <li className="grid grid-cols-[1.125rem_minmax(3.5rem,6rem)_1fr] items-baseline gap-x-2.25">
      <Icon aria-hidden="true" className={cx("size-4 translate-y-0.75", look)} />
      <span>{CHANNEL_LABELS[channel]}</span>
      <span className={cx("wrap-anywhere", isQuiet ? "text-ink-3" : "text-ink-2")}>
        {until ? `${timeUntil(until, now, timeZone)}, ${waitsFor}` : word}
        <span className="text-ink-3"> · {rule}</span>
      </span>
    </li>
  );
}
