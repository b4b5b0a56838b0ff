"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { pageHref, useSession } from "@/components/session/session";
import { cx } from "@/components/ui/class-names";
import { type Section, sectionsFor } from "./sections";

/** The sections beside an open one. */
export function SectionList({ open }: { open: string }) {
  const { workspace } = useSession();
  return (
    <nav aria-label="Settings" className="hidden overflow-y-auto border-r border-line px-3 py-4 lg:block">
      <Groups>
        {({ slug, name, icon: Icon }) => (
          <Link
            href={pageHref(`/settings/${slug}`, workspace.slug)}
            prefetch={false}
            aria-current={slug === open ? "page" : undefined}
            className={cx(
              "flex min-h-8 items-center gap-2.5 rounded-sm px-2 font-medium",
              slug === open ? "bg-sunken text-ink" : "text-ink-2 hover:bg-sunken/70 hover:text-ink",
            )}
          >
            <Icon aria-hidden="true" className="size-4 shrink-0" />
            {name}
          </Link>
        )}
      </Groups>
    </nav>
  );
}

/** The sections as a page of their own: the way in on a phone. */
export function SectionIndex() {
  const { workspace } = useSession();
  return (
    <nav aria-label="Settings" className="mx-auto w-full max-w-xl px-4 py-4">
      <Groups>
        {({ slug, name, hint, icon: Icon }) => (
          <Link
            href={pageHref(`/settings/${slug}`, workspace.slug)}
            prefetch={false}
            className="flex min-h-14 items-center gap-3 rounded-md px-2 hover:bg-sunken"
          >
            <span className="grid size-7.5 shrink-0 place-items-center rounded-tile bg-sunken text-ink-2">
              <Icon aria-hidden="true" className="size-4" />
            </span>
            <span className="min-w-0 grow">
              <span className="block font-semibold">{name}</span>
              <span className="block truncate text-sm text-ink-2">{hint}</span>
            </span>
            <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
          </Link>
        )}
      </Groups>
    </nav>
  );
}

function Groups({ children }: { children: (section: Section) => React.ReactNode }) {
  const { workspace } = useSession();
  const mine = sectionsFor(workspace.role);
  return (["you", "workspace"] as const)
    .map((of) => ({ of, sections: mine.filter((section) => section.of === of) }))
    .filter(({ sections }) => sections.length > 0)
    .map(({ of, sections }) => (
      <section key={of} className="not-first:mt-5">
        <h2 className="truncate px-2 pb-1 text-xs font-medium text-ink-3">{of === "you" ? "You" : workspace.name}</h2>
        <ul className="flex flex-col gap-0.5">
          {sections.map((section) => (
            <li key={section.slug}>{children(section)}</li>
          ))}
        </ul>
      </section>
    ));
}
