import { cx } from "./class-names";

const TONES = [
  "bg-sky-wash text-sky",
  "bg-moss-wash text-moss",
  "bg-rose-wash text-rose",
  "bg-amber-wash text-amber",
] as const;

/** A person as their initials, always in the same colour. Decorative: the name stands beside it. */
export function Avatar({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        "grid size-5.5 shrink-0 place-items-center rounded-full text-[0.5625rem] font-bold tracking-wide",
        TONES[hash(name) % TONES.length],
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}

/** First and last initial: `Mara van der Okafor` is MO. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => Array.from(word ?? "")[0]?.toUpperCase() ?? "").join("");
}

const hash = (text: string) => Array.from(text).reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) >>> 0, 7);
