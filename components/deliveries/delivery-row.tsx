"use client";

import { ChevronRight, RotateCw } from "lucide-react";
import { useId } from "react";
import { When } from "@/components/notifications/when";
import { useNow } from "@/components/session/clock";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { DELIVERY_CHANNEL_LABELS } from "@/lib/notifications/constants";
import { useRetryDelivery } from "@/lib/notifications/delivery/log/client";
import type { Delivery } from "@/lib/notifications/delivery/log/contract";
import { Tag, Tile } from "../ui/row";
import { CHANNEL_ICONS, STATE_LABELS } from "./labels";
import { nextTryIn } from "./next-try";
import { DeliveryTimeline } from "./timeline";

interface Props {
  delivery: Delivery;
  isOpen: boolean;
  toggle: () => void;
  /** Narrows the log to what one person gets. */
  showPerson: (id: string) => void;
}

/** One message to one address: who, what, how it stands; opened, each try, and a way to send it again. */
export function DeliveryRow({ delivery, isOpen, toggle, showPerson }: Props) {
  const { channel, state, person, destination, label, createdAt } = delivery;
  const id = useId();
  const Icon = CHANNEL_ICONS[channel];
  const { word, tone } = STATE_LABELS[state];
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={toggle}
        className="group flex w-full items-center gap-x-3 py-3 text-left"
      >
        <Tile>
          <Icon />
        </Tile>
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-2 font-semibold wrap-anywhere">
            {person?.name ?? destination?.name ?? "A place that is gone"} <Tag tone={tone}>{word}</Tag>
          </span>
          <span className="block text-sm wrap-anywhere text-ink-2">
            {label} · {DELIVERY_CHANNEL_LABELS[channel]}
            <Standing delivery={delivery} />
          </span>
        </span>
        <When at={createdAt} />
        <ChevronRight
          aria-hidden="true"
          className={cx(
            "size-4 shrink-0 text-ink-3 transition-transform duration-100 group-hover:text-ink",
            isOpen && "rotate-90",
          )}
        />
      </button>
      {isOpen && (
        <div id={id} className="pt-1.5 pb-5 pl-11">
          <DeliveryTimeline delivery={delivery} />
          <div className="mt-4 flex flex-wrap gap-2">
            <RetryButton delivery={delivery} />
            {person && <Button onClick={() => showPerson(person.id)}>Only {person.name}</Button>}
          </div>
        </div>
      )}
    </li>
  );
}

/** What else there is to say in a breath: the next try, or after how many it ended. */
function Standing({ delivery: { state, attempts, maxAttempts, nextAttemptAt } }: { delivery: Delivery }) {
  const now = useNow();
  if (nextAttemptAt && (state === "retrying" || Date.parse(nextAttemptAt) > now)) {
    const tries = attempts > 0 ? ` · ${attempts} of ${maxAttempts} tries` : "";
    return `${tries} · next ${nextTryIn(nextAttemptAt, now)}`;
  }
  return attempts > 1 ? ` · ${attempts} tries` : "";
}

function RetryButton({ delivery: { id, canRetry } }: { delivery: Delivery }) {
  const { workspace } = useSession();
  const retry = useRetryDelivery(workspace.slug);
  if (!canRetry) return null;
  return (
    <Button onClick={() => retry.mutate(id)}>
      <RotateCw aria-hidden="true" />
      Send again
    </Button>
  );
}
