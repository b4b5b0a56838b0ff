import { cx } from "./class-names";

/** A breathing bar where text will be. Decorative: say that something loads on the region around it. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cx("block animate-breathe rounded-sm bg-line/70", className)} />;
}
