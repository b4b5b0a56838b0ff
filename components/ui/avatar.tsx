"use client";

import { useState } from "react";
import { cx } from "./class-names";

const TONES = [
  "bg-sky-wash text-sky",
  "bg-moss-wash text-moss",
  "bg-rose-wash text-rose",
  "bg-amber-wash text-amber",
] as const;

interface Props {
  name: string;
  /** Where their picture is; none, or one that does not come, leaves the initials. */
  picture?: string | null;
  className?: string;
}

/** A person as their picture, or their initials, always in the same colour. Decorative: the name stands beside it. */
export function Avatar({ name, picture, className }: Props) {
  const [failed, setFailed] = useState<string>();
  return (
    <span
      aria-hidden="true"
      className={cx(
        "relative grid size-5.5 shrink-0 place-items-center overflow-hidden rounded-full text-[0.5625rem] font-bold tracking-wide select-none",
        TONES[hash(name) % TONES.length],
        className,
      )}
    >
      {initials(name)}
      {picture && picture !== failed && (
        // biome-ignore lint/performance/noImgElement: it is small and cut to size already, and asked for with a cookie.
        <img
          src={picture}
          alt=""
          draggable={false}
          onError={() => setFailed(picture)}
          className="absolute inset-0 size-full object-cover"
        />
      )}
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
