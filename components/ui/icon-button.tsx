import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names";
import { Tooltip } from "./tooltip";

type Props = Omit<ComponentProps<"button">, "aria-label"> & {
  label: string;
  keys?: string;
  children: ReactNode;
};

/** A square button that shows only an icon; its label is its accessible name and its tooltip. */
export function IconButton({ label, keys, className, children, ...props }: Props) {
  return (
    <Tooltip label={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        className={cx(
          "grid size-8 shrink-0 place-items-center rounded-sm text-ink-2 transition-colors duration-100 hover:bg-sunken hover:text-ink disabled:opacity-45 disabled:hover:bg-transparent [&_svg]:size-4",
          className,
        )}
        {...props}
      >
        {children}
      </button>
    </Tooltip>
  );
}
