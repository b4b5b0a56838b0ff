"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cx } from "@/components/ui/class-names";
import { NOTIFICATION_CHANNELS } from "@/db/enums";
import { CATEGORY_LABELS } from "@/lib/notifications/constants";
import type { Matrix } from "@/lib/notifications/preferences/contract";
import type { Whose } from "@/lib/notifications/preferences/queries";
import { CadenceCell } from "./cadence-cell";
import { Cell } from "./cell";
import type { Leaf } from "./labels";

type Category = Matrix["categories"][number];

/** Everything at once, where nothing nearer says otherwise. */
export function EverythingRow({ cells, whose }: { cells: Matrix["everything"]; whose: Whose }) {
  const place: Leaf = { scope: "all", key: "", label: "everything" };
  return (
    <tbody>
      <Row place={place} cells={cells} whose={whose}>
        <span className="block pl-7 font-semibold">Everything</span>
        <span className="block pl-7 text-sm text-ink-2">Unless a category or a type below says otherwise</span>
      </Row>
    </tbody>
  );
}

/** A category, and on demand its types. */
export function CategoryRows({ category, whose }: { category: Category; whose: Whose }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const label = CATEGORY_LABELS[category.key];
  const place: Leaf = { scope: "category", key: category.key, label };
  return (
    <>
      <tbody>
        <Row place={place} cells={category.channels} whose={whose}>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
            className="flex w-full items-baseline gap-2 rounded-sm text-left"
          >
            <ChevronRight
              aria-hidden="true"
              className={cx(
                "size-4 shrink-0 translate-y-0.5 text-ink-3 transition-transform duration-100",
                isOpen && "rotate-90",
              )}
            />
            <span className="min-w-0 grow pl-1">
              <span className="block font-semibold">{label}</span>
              <Summary category={category} />
            </span>
          </button>
        </Row>
      </tbody>
      <tbody id={id} hidden={!isOpen}>
        {category.types.map((type) => (
          <Row
            key={type.key}
            place={{ scope: "type", key: type.key, label: type.label, category: category.key }}
            cells={type.channels}
            whose={whose}
          >
            <span className="block pl-7 text-ink-2">{type.label}</span>
            {type.isCritical && <span className="block pl-7 text-xs text-ink-3">Stays on somewhere</span>}
            {type.isOptIn && <span className="block pl-7 text-xs text-ink-3">Only for those who switch it on</span>}
          </Row>
        ))}
      </tbody>
    </>
  );
}

/** What the category holds, and how many of its types have a word of their own. */
function Summary({ category: { types } }: { category: Category }) {
  const apart = types.filter(({ channels }) =>
    NOTIFICATION_CHANNELS.some((channel) => {
      const { inherited, cadence, delayMinutes } = channels[channel];
      return !inherited || cadence?.inherited === false || delayMinutes?.inherited === false;
    }),
  ).length;
  return (
    <span className="line-clamp-2 text-sm font-normal text-ink-2">
      {types.map(({ label }) => label).join(" · ")}
      {apart > 0 && <span className="text-copper-ink"> · {apart} set apart</span>}
    </span>
  );
}

interface RowProps {
  place: Leaf;
  cells: Category["channels"];
  whose: Whose;
  children: ReactNode;
}

function Row({ place, cells, whose, children }: RowProps) {
  const isType = place.scope === "type";
  return (
    <tr className={cx("border-b border-line", isType && "bg-sunken/60")}>
      <th
        scope="row"
        className={cx(
          "sticky left-0 z-10 min-w-44 px-2 text-left font-normal",
          isType ? "bg-[color-mix(in_oklch,var(--color-sunken)_60%,var(--color-paper))] py-2.5" : "bg-paper py-3",
        )}
      >
        {children}
      </th>
      {NOTIFICATION_CHANNELS.map((channel) => (
        <Cell key={channel} cell={cells[channel]} place={place} channel={channel} whose={whose} />
      ))}
      <CadenceCell cell={cells.email} place={place} whose={whose} />
    </tr>
  );
}
