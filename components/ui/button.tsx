import type { ComponentProps } from "react";
import { cx } from "./class-names";

const LOOKS = {
  primary: "border-ink bg-ink text-paper hover:bg-ink/88",
  plain: "border-line-strong bg-surface text-ink hover:bg-sunken",
  danger: "border-rose bg-rose text-paper hover:bg-rose/88",
  quiet: "border-transparent text-ink-2 hover:bg-sunken hover:text-ink",
};

type Look = keyof typeof LOOKS;

/** The classes of an action, for a link that is to look like one. */
export const buttonLook = (look: Look = "plain", className?: string): string =>
  cx(
    "inline-flex h-8 shrink-0 items-center justify-center gap-1.75 rounded-md border px-3.25 font-semibold whitespace-nowrap transition-colors duration-100 disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
    LOOKS[look],
    className,
  );

/** A labelled action. */
export function Button({ look, className, ...props }: ComponentProps<"button"> & { look?: Look }) {
  return <button type="button" className={buttonLook(look, className)} {...props} />;
}
