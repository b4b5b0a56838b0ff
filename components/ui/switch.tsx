import { Checkbox } from "radix-ui";
import type { ComponentProps } from "react";
import { cx } from "./class-names";

type Props = Omit<
  ComponentProps<typeof Checkbox.Root>,
  "checked" | "onCheckedChange" | "value" | "onChange" | "children"
> & {
  /** Null: neither, because what it stands for goes both ways. */
  value: boolean | null;
  onChange: (value: boolean) => void;
  /** Shown paler: not set here, but come from elsewhere. */
  isInherited?: boolean;
};

const LOOKS = {
  own: "border-ink-3 [&>span]:bg-ink-3 aria-checked:border-ink aria-checked:bg-ink aria-checked:[&>span]:bg-paper",
  inherited:
    "border-line-strong [&>span]:bg-line-strong aria-checked:border-transparent aria-checked:bg-ink-3/65 aria-checked:[&>span]:bg-paper aria-[checked=mixed]:[&>span]:bg-ink-3/65",
};

/**
 * On, off, or both ways. A checkbox to readers of the screen: a switch has no third state. Needs an `aria-label`. It is
 * drawn by `aria-checked`, because a tooltip around it takes `data-state` for itself.
 */
export function Switch({ value, onChange, isInherited, className, ...props }: Props) {
  return (
    <Checkbox.Root
      checked={value ?? "indeterminate"}
      onCheckedChange={(next) => onChange(next === true)}
      className={cx(
        "group relative inline-flex h-4.75 w-7.75 shrink-0 items-center rounded-full border bg-surface transition-colors duration-100 after:absolute after:-inset-1.5",
        LOOKS[isInherited ? "inherited" : "own"],
        className,
      )}
      {...props}
    >
      <span
        aria-hidden="true"
        className="block size-3.25 translate-x-0.5 rounded-full transition-transform duration-100 ease-calm group-aria-checked:translate-x-3.5 group-aria-[checked=mixed]:h-1 group-aria-[checked=mixed]:w-3 group-aria-[checked=mixed]:translate-x-2.25"
      />
    </Checkbox.Root>
  );
}
