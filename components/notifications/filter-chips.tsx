"use client";

import { X } from "lucide-react";
import { dayName } from "../ui/times";
import type { TypeName } from "./filter-panel";
import { CATEGORY_LABELS, humanKey, PRIORITY_LABELS } from "./labels";
import { countFilters, type UrlFilters } from "./url-filters";

interface Props {
  urlFilters: UrlFilters;
  setUrlFilters: (next: UrlFilters) => void;
  types: TypeName[];
  clear: () => void;
}

/** What narrows the list, each with a way to take it off. */
export function FilterChips({ urlFilters, setUrlFilters, types, clear }: Props) {
  if (countFilters(urlFilters) === 0) return null;
  return (
    <ul aria-label="Filters in force" className="flex flex-wrap items-center gap-1.5 px-4 pb-2.5 md:px-5">
      {chipsOf(urlFilters, types).map(({ key, label, without }) => (
        <li key={key}>
          <button
            type="button"
            aria-label={`Remove the filter ${label}`}
            onClick={() => setUrlFilters({ ...urlFilters, ...without })}
            className="flex h-6.5 items-center gap-1 rounded-full bg-copper-wash pr-1.5 pl-2.75 text-sm text-copper-ink ring-1 ring-copper/30 hover:ring-copper pointer-coarse:h-8"
          >
            {label}
            <X aria-hidden="true" className="size-3.5" />
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          onClick={clear}
          className="h-6.5 px-1.5 text-sm text-ink-2 hover:text-ink hover:underline"
        >
          Clear
        </button>
      </li>
    </ul>
  );
}

interface Chip {
  key: string;
  label: string;
  without: Partial<UrlFilters>;
}

function chipsOf({ priority, category, type, from, to, isUnreadOnly }: UrlFilters, types: TypeName[]): Chip[] {
  const except = <T,>(values: T[], value: T) => values.filter((one) => one !== value);
  const chips: Chip[] = [
    ...priority.map((one) => ({
      key: one,
      label: PRIORITY_LABELS[one],
      without: { priority: except(priority, one) },
    })),
    ...category.map((one) => ({
      key: one,
      label: CATEGORY_LABELS[one],
      without: { category: except(category, one) },
    })),
    ...type.map((one) => ({
      key: one,
      label: types.find(({ key }) => key === one)?.label ?? humanKey(one),
      without: { type: except(type, one) },
    })),
  ];
  if (from || to) chips.push({ key: "days", label: daysLabel(from, to), without: { from: null, to: null } });
  if (isUnreadOnly) chips.push({ key: "unread", label: "Unread only", without: { isUnreadOnly: false } });
  return chips;
}

function daysLabel(from: string | null, to: string | null): string {
  if (from && to) return from === to ? dayName(from) : `${dayName(from)} – ${dayName(to)}`;
  return from ? `Since ${dayName(from)}` : `Until ${dayName(to ?? "")}`;
}
