import type { ReactNode } from "react";

interface Props {
  title: string;
  /** One sentence on what this is. */
  about?: ReactNode;
  /** Beside the title. */
  action?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page of the settings. */
export function Group({ title, about, action, children }: Props) {
  return (
    <section aria-label={title} className="not-first:mt-10">
      <div className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h2 className="title-serif text-[1.1875rem] leading-tight">{title}</h2>
          {about && <p className="mt-1 max-w-[62ch] text-ink-2">{about}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
