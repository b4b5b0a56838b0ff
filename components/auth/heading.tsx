import type { ReactNode } from "react";

/** What a page before signing in is about. */
export function Heading({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mb-7">
      <h1 className="title-serif mb-2.5 text-[1.75rem] leading-tight wrap-anywhere text-ink">{title}</h1>
      <p className="text-lg text-ink-2">{children}</p>
    </div>
  );
}
