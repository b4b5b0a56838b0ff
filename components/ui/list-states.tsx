import { Unplug } from "lucide-react";
import { Button } from "./button";
import { EmptyState } from "./empty-state";
import { Skeleton } from "./skeleton";

/** Rows to come. `what` is said to readers of the screen: `Fetching the members`. */
export function RowsSkeleton({ what, rows = 3 }: { what: string; rows?: number }) {
  return (
    <div role="status" aria-label={what} className="divide-y divide-line border-y border-line">
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
        <div key={i} className="flex h-15.5 items-center gap-3">
          <Skeleton className="size-8 rounded-full!" />
          <div className="grid gap-1.5">
            <Skeleton className="h-3.5 w-36" />
            <Skeleton className="h-3 w-52" />
          </div>
        </div>
      ))}
    </div>
  );
}

/** What was to be listed could not be fetched. */
export function ListFailed({ title, error, retry }: { title: string; error: Error; retry: () => void }) {
  return (
    <EmptyState icon={<Unplug aria-hidden="true" />} title={title} action={<Button onClick={retry}>Try again</Button>}>
      {error.message}
    </EmptyState>
  );
}
