"use client";

import { useNow } from "@/components/session/clock";
import { useSession } from "@/components/session/session";
import { Skeleton } from "@/components/ui/skeleton";
import { clockTime, exactTime } from "@/components/ui/times";
import { useDelivery } from "@/lib/notifications/delivery/log/client";
import type { Attempt, Delivery } from "@/lib/notifications/delivery/log/contract";
import { Tag } from "../ui/row";
import { OUTCOME_LABELS } from "./labels";
import { nextTryIn } from "./next-try";

/** Where it goes, why it is as it is, and each try with the provider's words. */
export function DeliveryTimeline({ delivery }: { delivery: Delivery }) {
  const { workspace } = useSession();
  const { data, error } = useDelivery(workspace.slug, delivery.id);
  const now = useNow();
  const { address, reason, nextAttemptAt, mayBeDuplicate } = delivery;
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {address && <Fact name="To">{address}</Fact>}
        {reason && <Fact name="Why">{sentence(reason)}</Fact>}
        {mayBeDuplicate && (
          <Fact name="Note">A try whose answer never came may have arrived: it may be there twice.</Fact>
        )}
        {data?.providerId && <Fact name="Provider’s id">{data.providerId}</Fact>}
      </dl>
      <h2 className="mt-4 mb-2 text-xs font-medium text-ink-3">Tries</h2>
      {data ? (
        <ol aria-label="Tries" className="grid gap-2 border-l border-line pl-4">
          {data.timeline.map((attempt) => (
            <Try key={attempt.id} attempt={attempt} />
          ))}
          {data.timeline.length === 0 && !nextAttemptAt && <li className="text-sm text-ink-2">None was made.</li>}
          {nextAttemptAt && <li className="text-sm text-ink-2">The next one is {nextTryIn(nextAttemptAt, now)}.</li>}
        </ol>
      ) : error ? (
        <p className="text-sm text-rose">The tries could not be fetched. {error.message}</p>
      ) : (
        <Skeleton className="h-5 w-4/5" />
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}

function Try({ attempt: { number, startedAt, endedAt, outcome, statusCode, error } }: { attempt: Attempt }) {
  const now = useNow();
  const { timeZone } = useSession().user;
  const { word, tone } = OUTCOME_LABELS[outcome];
  return (
    <li className="text-sm">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-semibold">Try {number}</span>
        <Tag tone={tone}>{word}</Tag>
        <span className="num text-xs text-ink-3">
          <time dateTime={startedAt} title={exactTime(startedAt, timeZone)}>
            {clockTime(startedAt, now, timeZone)}
          </time>
          {endedAt && ` · ${tookWords(Date.parse(endedAt) - Date.parse(startedAt))}`}
          {statusCode !== null && ` · status ${statusCode}`}
        </span>
      </div>
      {error && <p className="mt-0.5 wrap-anywhere text-ink-2">{error}</p>}
    </li>
  );
}

const tookWords = (ms: number) => (ms < 1000 ? `${Math.max(ms, 1)} ms` : `${(ms / 1000).toFixed(1)} s`);

const sentence = (phrase: string) => `${phrase.charAt(0).toUpperCase()}${phrase.slice(1).replace(/\.?$/, ".")}`;
