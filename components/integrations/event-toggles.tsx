"use client";

import { Button } from "@/components/ui/button";
import { CATEGORY_LABELS } from "@/lib/notifications/constants";
import type { ShareableType } from "@/lib/notifications/destinations/contract";

interface Props {
  types: ShareableType[];
  value: string[];
  problem: string | undefined;
  onChange: (keys: string[]) => void;
}

/** Which types of events go there, by category. */
export function EventToggles({ types, value, problem, onChange }: Props) {
  const categories = [...new Set(types.map(({ category }) => category))];
  const toggle = (key: string, isOn: boolean) =>
    onChange(types.map((type) => type.key).filter((one) => (one === key ? isOn : value.includes(one))));
  return (
    <fieldset>
      <legend className="font-semibold">Events</legend>
      <div className="flex items-center gap-1 text-sm text-ink-2">
        <span className="grow" aria-live="polite">
          {value.length} of {types.length} types on
        </span>
        <Button look="quiet" onClick={() => onChange(types.map(({ key }) => key))}>
          All
        </Button>
        <Button look="quiet" onClick={() => onChange([])}>
          None
        </Button>
      </div>
      <div className="grid gap-x-5 gap-y-3 rounded-md border border-line px-3 py-2.5 sm:grid-cols-2">
        {categories.map((category) => (
          <fieldset key={category}>
            <legend className="text-xs font-medium text-ink-3">{CATEGORY_LABELS[category]}</legend>
            {types
              .filter((type) => type.category === category)
              .map(({ key, label }) => (
                <label key={key} className="flex min-h-7 items-center gap-2.5">
                  <input
                    type="checkbox"
                    className="size-4 shrink-0"
                    checked={value.includes(key)}
                    onChange={(event) => toggle(key, event.target.checked)}
                  />
                  {label}
                </label>
              ))}
          </fieldset>
        ))}
      </div>
      <p role="alert" className="text-sm text-rose">
        {problem}
      </p>
    </fieldset>
  );
}
