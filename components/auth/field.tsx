import { type ComponentProps, useId } from "react";
import { cx } from "@/components/ui/class-names";

type Props = ComponentProps<"input"> & { label: string; hint?: string; problem: string | undefined };

/** A labelled input whose problem, if it has one, is read out and stays tied to it. */
export function Field({ label, hint, problem, className, ...input }: Props) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-semibold text-ink">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem ${id}-hint`}
        className={cx(
          "h-11 w-full rounded-md border bg-surface px-3 text-lg text-ink shadow-card placeholder:text-ink-3",
          problem ? "border-rose" : "border-line-strong",
          className,
        )}
        {...input}
      />
      <p id={`${id}-hint`} className={cx("text-sm text-ink-2", hint && "mt-1.5")}>
        {hint}
      </p>
      <p id={`${id}-problem`} role="alert" className={cx("text-sm text-rose", problem && "mt-2")}>
        {problem}
      </p>
    </div>
  );
}
