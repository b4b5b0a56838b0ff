interface Props<T extends string> {
  legend: string;
  hint?: string;
  options: readonly { value: T; label: string }[];
  value: readonly T[];
  problem: string | undefined;
  onChange: (value: T[]) => void;
}

/** Any of a few, under one heading. */
export function CheckBoxes<T extends string>({ legend, hint, options, value, problem, onChange }: Props<T>) {
  const toggle = (one: T, isOn: boolean) =>
    onChange(options.map((option) => option.value).filter((kept) => (kept === one ? isOn : value.includes(kept))));
  return (
    <fieldset>
      <legend className="mb-1 font-semibold">{legend}</legend>
      <div className="flex flex-wrap gap-x-5">
        {options.map(({ value: one, label }) => (
          <label key={one} className="flex min-h-7 items-center gap-2">
            <input
              type="checkbox"
              checked={value.includes(one)}
              aria-invalid={problem !== undefined}
              onChange={(event) => toggle(one, event.target.checked)}
              className="size-4"
            />
            {label}
          </label>
        ))}
      </div>
      {hint && <p className="mt-1 text-sm text-ink-2">{hint}</p>}
      <p role="alert" className="text-sm text-rose">
        {problem}
      </p>
    </fieldset>
  );
}
