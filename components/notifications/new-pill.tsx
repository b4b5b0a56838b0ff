import { ArrowUp } from "lucide-react";

/** What has arrived waits behind this, so that nothing that is being read moves. */
export function NewPill({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="num absolute top-2.5 left-1/2 z-10 flex h-7.5 -translate-x-1/2 animate-rise items-center gap-1.5 rounded-full bg-copper px-3.5 text-sm font-semibold text-on-copper shadow-float"
    >
      <ArrowUp aria-hidden="true" className="size-3.5" />
      {count} new
    </button>
  );
}
