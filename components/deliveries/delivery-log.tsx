"use client";

import { MailCheck, SearchX } from "lucide-react";
import { useState } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { EmptyState } from "@/components/ui/empty-state";
import { useDeliveries, useRetryAll } from "@/lib/notifications/delivery/log/client";
import type { DeliveryFilter } from "@/lib/notifications/delivery/log/queries";
import { ListFailed, RowsSkeleton } from "../ui/list-states";
import { Rows } from "../ui/row";
import { DeliveryRow } from "./delivery-row";
import { DeliveryChips, DeliveryFilters, DeliveryViews } from "./filters";
import { countFilters, type UrlFilters } from "./url-filters";
import { useUrlFilters } from "./use-url-filters";

/** What left this workspace and what did not, try by try; what was given up can be sent again. */
export function DeliveryLog() {
  const { workspace } = useSession();
  const { urlFilters, setUrlFilters, filter, openId, open } = useUrlFilters();
  const query = useDeliveries(workspace.slug, filter);
  const { deliveries, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  const people = deliveries?.flatMap(({ person }) => person ?? []) ?? [];
  const personName = people.find(({ id }) => id === urlFilters.person)?.name ?? "One person";
  return (
    <>
      <div className="flex items-start justify-between gap-3">
        <DeliveryViews urlFilters={urlFilters} setUrlFilters={setUrlFilters} />
        <DeliveryFilters urlFilters={urlFilters} setUrlFilters={setUrlFilters} />
      </div>
      <DeliveryChips urlFilters={urlFilters} setUrlFilters={setUrlFilters} personName={personName} />
      {urlFilters.view === "lost" && deliveries?.some(({ canRetry }) => canRetry) && <RetryAll filter={filter} />}
      <div className="mt-4">
        {deliveries?.length ? (
          <Rows label="Deliveries">
            {deliveries.map((delivery) => (
              <DeliveryRow
                key={delivery.id}
                delivery={delivery}
                isOpen={delivery.id === openId}
                toggle={() => open(delivery.id === openId ? null : delivery.id)}
                showPerson={(person) => setUrlFilters({ ...urlFilters, person })}
              />
            ))}
          </Rows>
        ) : deliveries ? (
          <NothingHere urlFilters={urlFilters} setUrlFilters={setUrlFilters} />
        ) : error ? (
          <ListFailed title="The log could not be fetched" error={error} retry={() => void refetch()} />
        ) : (
          <RowsSkeleton what="Fetching the deliveries" rows={8} />
        )}
      </div>
      {deliveries && error && (
        <p role="status" className="mt-3 text-sm text-rose">
          This is as it was; asking again failed. {error.message}
        </p>
      )}
      {hasNextPage && (
        <Button
          className="mt-4"
          aria-disabled={isFetchingNextPage}
          onClick={() => !isFetchingNextPage && fetchNextPage()}
        >
          {isFetchingNextPage ? "Fetching…" : "Show more"}
        </Button>
      )}
    </>
  );
}

function RetryAll({ filter }: { filter: DeliveryFilter }) {
  const { workspace } = useSession();
  const retryAll = useRetryAll(workspace.slug);
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="mt-4 flex flex-wrap items-center justify-between gap-3 rounded-md bg-sunken px-4 py-3">
      <p className="min-w-60 flex-1 text-sm text-ink-2">
        Mended what was wrong? Everything listed here that can be sent again gets four new tries.
      </p>
      <Button aria-disabled={retryAll.isPending} onClick={() => !retryAll.isPending && setAsking(true)}>
        {retryAll.isPending ? "Sending…" : "Send all again"}
      </Button>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title="Send all of these again?"
        action="Send all again"
        onConfirm={() => retryAll.mutate(filter)}
      >
        <p>
          Each that fits the filter and is not of somebody who has left goes out once more, also those further down.
          What may have arrived is left as it is.
        </p>
      </Confirm>
    </div>
  );
}

function NothingHere({
  urlFilters,
  setUrlFilters,
}: {
  urlFilters: UrlFilters;
  setUrlFilters: (next: UrlFilters) => void;
}) {
  const isNarrowed = countFilters(urlFilters) > 0 || urlFilters.view !== "all";
  if (urlFilters.view === "lost" && countFilters(urlFilters) === 0) {
    return (
      <EmptyState icon={<MailCheck aria-hidden="true" />} title="Nothing has failed">
        Whatever a provider refuses for good, or does not take in four tries, is kept here with its words, and can be
        sent again.
      </EmptyState>
    );
  }
  return isNarrowed ? (
    <EmptyState
      icon={<SearchX aria-hidden="true" />}
      title="Nothing fits"
      action={<Button onClick={() => setUrlFilters(WIDEST)}>Show all</Button>}
    >
      No delivery is of this kind, in these days.
    </EmptyState>
  ) : (
    <EmptyState icon={<MailCheck aria-hidden="true" />} title="Nothing has left yet">
      As soon as somebody is told of something by e-mail, push or another channel, each message is listed here with
      every try.
    </EmptyState>
  );
}

const WIDEST: UrlFilters = { view: "all", channel: [], type: null, person: null, from: null, to: null };
