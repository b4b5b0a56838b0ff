import { Skeleton } from "@/components/ui/skeleton";

/** Rows to come, in the shape of rows. */
export function RowSkeletons({ count }: { count: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: count }, (_, i) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move.
          key={i}
          className="grid grid-cols-[0.5rem_1.875rem_1fr_auto] gap-2.5 border-b border-line/55 py-2.5 pr-5 pl-3"
        >
          <span />
          <Skeleton className="size-7.5 rounded-tile" />
          <span className="grid h-10 content-center gap-2">
            <Skeleton className={i % 3 === 1 ? "h-3 w-3/5" : "h-3 w-2/5"} />
            <Skeleton className={i % 2 ? "h-2.5 w-4/5" : "h-2.5 w-3/5"} />
          </span>
          <Skeleton className="mt-1 h-2.5 w-8" />
        </div>
      ))}
    </div>
  );
}
