import type { ReactNode } from "react";

/** A list of rows between hairlines. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="divide-y divide-line border-y border-line">
      {children}
    </ul>
  );
}

interface Props {
  /** At the left: an avatar, or a tile. */
  mark: ReactNode;
  title: ReactNode;
  /** The quiet second line. */
  detail: ReactNode;
  /** What can be done; under the words where it has no room beside them. */
  actions?: ReactNode;
}

/** Who or what, a quiet line about it, and what can be done. */
export function Row({ mark, title, detail, actions }: Props) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3">
      {mark}
      <div className="min-w-40 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 font-semibold wrap-anywhere">{title}</div>
        <div className="text-sm wrap-anywhere text-ink-2">{detail}</div>
      </div>
      {actions && <div className="flex items-center gap-1.5 max-sm:ml-11 max-sm:basis-full">{actions}</div>}
    </li>
  );
}

/** A word about a row: `You`, `Expired`. */
export function Tag({ tone = "quiet", children }: { tone?: "quiet" | "moss" | "amber" | "rose"; children: ReactNode }) {
  const tones = {
    quiet: "bg-sunken text-ink-2",
    moss: "bg-moss-wash text-moss",
    amber: "bg-amber-wash text-amber",
    rose: "bg-rose-wash text-rose",
  };
  return (
    <span className={`rounded-full px-2 text-xs leading-5 font-semibold whitespace-nowrap ${tones[tone]}`}>
      {children}
    </span>
  );
}

/** A square tile with an icon, as big as an avatar. */
export function Tile({ children }: { children: ReactNode }) {
  return (
    <span
      aria-hidden="true"
      className="grid size-8 shrink-0 place-items-center rounded-tile bg-sunken text-ink-2 [&_svg]:size-4"
    >
      {children}
    </span>
  );
}
