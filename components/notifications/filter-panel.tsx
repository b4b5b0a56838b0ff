"use client";

import { ListFilter } from "lucide-react";
import { Popover } from "radix-ui";
import { type ReactNode, useState } from "react";
import { cx } from "@/components/ui/class-names";
import { DayRange } from "@/components/ui/day-range";
import { Tooltip } from "@/components/ui/tooltip";
import { CATEGORIES, type Category, PRIORITIES } from "@/db/enums";
import { CATEGORY_LABELS, PRIORITY_LABELS } from "./labels";
import { countFilters, type UrlFilters } from "./url-filters";

export interface TypeName {
  key: string;
  label: string;
  category: Category;
}

interface Props {
  urlFilters: UrlFilters;
  setUrlFilters: (next: UrlFilters) => void;
  types: TypeName[];
}

/** What the list can be narrowed by. Each choice holds at once; the list behind shows it. */
export function FilterPanel({ urlFilters, setUrlFilters, types }: Props) {
  const count = countFilters(urlFilters);
  const label = count > 0 ? `Filter, ${count} set` : "Filter";
  return (
    <Popover.Root>
      <Tooltip label="Filter">
        <Popover.Trigger
          aria-label={label}
          className={cx(
            "relative grid size-8 shrink-0 place-items-center rounded-sm transition-colors duration-100 hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken",
            count > 0 ? "text-copper-ink" : "text-ink-2",
          )}
        >
          <ListFilter aria-hidden="true" className="size-4" />
          {count > 0 && <span aria-hidden="true" className="absolute top-1 right-1 size-1.5 rounded-full bg-copper" />}
        </Popover.Trigger>
      </Tooltip>
      <Popover.Content
        aria-label="Filter"
        align="end"
        sideOffset={6}
        collisionPadding={8}
        className="z-40 grid max-h-(--radix-popover-content-available-height) w-[min(24rem,calc(100vw-1rem))] animate-rise gap-4 overflow-y-auto rounded-lg border border-line bg-surface p-4 shadow-float outline-none"
      >
        <Choices
          label="Priority"
          options={PRIORITIES.map((key) => ({ key, label: PRIORITY_LABELS[key] }))}
          chosen={urlFilters.priority}
          choose={(priority) => setUrlFilters({ ...urlFilters, priority })}
        />
        <Choices
          label="Category"
          options={CATEGORIES.map((key) => ({ key, label: CATEGORY_LABELS[key] }))}
          chosen={urlFilters.category}
          choose={(category) => setUrlFilters({ ...urlFilters, category })}
        />
        <DayRange
          from={urlFilters.from}
          to={urlFilters.to}
          onChange={(days) => setUrlFilters({ ...urlFilters, ...days })}
        />
        {urlFilters.view !== "unread" && (
          <Choices
            label="Read state"
            options={[{ key: "unread", label: "Unread only" }]}
            chosen={urlFilters.isUnreadOnly ? ["unread"] : []}
            choose={(chosen) => setUrlFilters({ ...urlFilters, isUnreadOnly: chosen.length > 0 })}
          />
        )}
        <Types urlFilters={urlFilters} setUrlFilters={setUrlFilters} types={types} />
      </Popover.Content>
    </Popover.Root>
  );
}

interface ChoicesProps<T extends string> {
  label: string;
  options: { key: T; label: string }[];
  chosen: T[];
  choose: (next: T[]) => void;
  children?: ReactNode;
}

/** Some of several; in the order they are shown. */
function Choices<T extends string>({ label, options, chosen, choose, children }: ChoicesProps<T>) {
  const toggle = (key: T) => {
    const isChosen = (one: T) => (one === key) !== chosen.includes(one);
    choose([
      ...chosen.filter((one) => !options.some((option) => option.key === one)),
      ...options.map((o) => o.key).filter(isChosen),
    ]);
  };
  return (
    <fieldset>
      <legend className="pb-1.5 text-xs font-medium text-ink-3">{label}</legend>
      {children}
      <div className="flex flex-wrap gap-1.5">
        {options.map((option) => (
          <button
            key={option.key}
            type="button"
            aria-pressed={chosen.includes(option.key)}
            onClick={() => toggle(option.key)}
            className="h-7 rounded-full border border-line bg-surface px-2.5 text-sm text-ink-2 transition-colors duration-100 hover:border-line-strong hover:text-ink aria-pressed:border-copper aria-pressed:bg-copper-wash aria-pressed:text-copper-ink pointer-coarse:h-9"
          >
            {option.label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

function Types({ urlFilters, setUrlFilters, types }: Props) {
  const [sought, setSought] = useState("");
  const inCategory = types.filter(
    ({ category }) => urlFilters.category.length === 0 || urlFilters.category.includes(category),
  );
  const found = inCategory.filter(
    ({ key, label }) =>
      urlFilters.type.includes(key) || `${label} ${key}`.toLowerCase().includes(sought.trim().toLowerCase()),
  );
  return (
    <Choices
      label="Type"
      options={found}
      chosen={urlFilters.type}
      choose={(type) => setUrlFilters({ ...urlFilters, type: type.sort() })}
    >
      <input
        type="search"
        aria-label="Find a type"
        placeholder="Find a type"
        value={sought}
        onChange={(event) => setSought(event.target.value)}
        className="mb-2 h-8 w-full rounded-md border border-line bg-surface px-2.5 placeholder:text-ink-3"
      />
      {found.length === 0 && <p className="text-sm text-ink-2">No type is called that.</p>}
    </Choices>
  );
}
