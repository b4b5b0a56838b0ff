import { useId } from "react";

interface Days {
  from: string | null;
  to: string | null;
}

/** A first and a last day, each as the browser's own field gives it (`2026-11-21`); null where none is chosen. */
export function DayRange({ from, to, onChange }: Days & { onChange: (days: Partial<Days>) => void }) {
  return (
    <fieldset>
      <legend className="pb-1.5 text-xs font-medium text-ink-3">Date</legend>
      <div className="flex gap-2">
        <Day label="From" value={from} onDay={(day) => onChange({ from: day })} />
        <Day label="To" value={to} onDay={(day) => onChange({ to: day })} />
      </div>
    </fieldset>
  );
}

function Day({ label, value, onDay }: { label: string; value: string | null; onDay: (day: string | null) => void }) {
  const id = useId();
  return (
    <div className="min-w-0 grow">
      <label htmlFor={id} className="mb-1 block text-sm text-ink-2">
        {label}
      </label>
      <input
        id={id}
        type="date"
        value={value ?? ""}
        onChange={(event) => onDay(event.target.value || null)}
        className="h-8 w-full rounded-md border border-line bg-surface px-2 text-ink"
      />
    </div>
  );
}
