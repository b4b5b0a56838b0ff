import { CopyButton } from "./copy-button";

interface Props {
  label: string;
  /** What the button does: `Copy the command`. */
  copy: string;
  text: string;
  /** To be seen whole, where its line breaks mean nothing. */
  isWrapped?: boolean;
}

/** Text to take away as it stands. */
export function Copyable({ label, copy, text, isWrapped }: Props) {
  return (
    <div className="relative min-w-0">
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={label}
        className="overflow-x-auto rounded-md border border-line bg-sunken p-3 pr-11 text-xs leading-relaxed text-ink"
      >
        <pre className={isWrapped ? "whitespace-pre-wrap wrap-anywhere" : undefined}>{text}</pre>
      </section>
      <CopyButton text={text} label={copy} className="absolute top-1.5 right-1.5 bg-sunken hover:bg-line" />
    </div>
  );
}
