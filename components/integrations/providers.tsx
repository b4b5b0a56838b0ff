"use client";

import { RefreshCw } from "lucide-react";
import { Ago } from "@/components/session/dates";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { Group } from "@/components/ui/group";
import { ListFailed } from "@/components/ui/list-states";
import { Skeleton } from "@/components/ui/skeleton";
import { useHealth } from "@/lib/integrations/client";
import { PARTS } from "@/lib/integrations/constants";
import { ProviderCard } from "./provider-card";

/** What Belfry leans on: each tried for real when the page is opened, and again on request. */
export function Providers() {
  const { workspace } = useSession();
  const { data, error, refetch, isFetching } = useHealth(workspace.slug);
  return (
    <Group
      title="Providers"
      about={
        <>
          Each was tried for real
          {data && (
            <>
              {" "}
              <Ago at={data.checkedAt} />
            </>
          )}
          . What they need is set by whoever runs Belfry; Slack is connected here.
        </>
      }
      action={
        <Button aria-disabled={isFetching} onClick={() => !isFetching && void refetch()}>
          <RefreshCw aria-hidden="true" className={cx(isFetching && "motion-safe:animate-spin")} />
          {isFetching ? "Trying…" : "Try again"}
        </Button>
      }
    >
      {error && !data ? (
        <ListFailed title="The providers could not be tried" error={error} retry={() => void refetch()} />
      ) : (
        <ul aria-label="Providers" aria-busy={!data} className="grid gap-3 sm:grid-cols-2">
          {data
            ? data.checks.map((check) => <ProviderCard key={check.part} check={check} />)
            : PARTS.map((part) => (
                <li key={part} className="h-29 rounded-lg border border-line p-4">
                  <Skeleton className="h-4 w-28" />
                  <Skeleton className="mt-3 h-3 w-48" />
                </li>
              ))}
        </ul>
      )}
    </Group>
  );
}
