import { cx } from "./class-names";

/** Keys to press, one cap each: `g n` is two in a row. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={cx("inline-flex gap-1", className)}>
      {keys.split(" ").map((key) => (
        <kbd
          key={key}
          className="num inline-grid min-w-4.5 place-items-center rounded-[4px] border border-b-2 border-line bg-surface px-1 font-sans text-2xs leading-[0.875rem] text-ink-3"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
