"use client";

import { useEffect, useRef } from "react";
import { useSession } from "@/components/session/session";
import { cx } from "@/components/ui/class-names";
import { useInbox } from "@/lib/notifications/inbox/client";
import type { TypeName } from "./filter-panel";
import { ListBar } from "./list-bar";
import { ListColumn } from "./list-column";
import { RefreshFailed } from "./list-states";
import { ReadingPane } from "./reading-pane";
import { focusRowSoon } from "./row-focus";
import { useOpenId, useUrlFilters } from "./use-url-filters";

/** The inbox: a list and what is open from it, side by side, or one over the other where there is no room. */
export function InboxView({ types }: { types: TypeName[] }) {
  const { workspace } = useSession();
  const { urlFilters, filter, key, setUrlFilters } = useUrlFilters();
  const { selectedId, select } = useOpenId();
  const { rows } = useInbox(workspace.slug, filter);
  const listed = rows.find((row) => row.id === selectedId);
  const closed = useRef<string | null>(null);
  const close = () => {
    closed.current = selectedId;
    select(null);
  };
  // The list is back in view only now: what is hidden takes no focus.
  useEffect(() => {
    if (selectedId === null && closed.current) focusRowSoon(closed.current);
    closed.current = null;
  }, [selectedId]);
  return (
    <div className="grid h-full grid-cols-1 lg:grid-cols-[minmax(23.75rem,46%)_1fr]">
      <section
        aria-label="Inbox"
        className={cx(
          "col-start-1 row-start-1 flex min-h-0 min-w-0 flex-col lg:border-r lg:border-line",
          selectedId !== null && "max-lg:invisible",
        )}
      >
        <ListBar urlFilters={urlFilters} setUrlFilters={setUrlFilters} types={types} />
        <ListColumn
          key={key}
          urlFilters={urlFilters}
          filter={filter}
          setUrlFilters={setUrlFilters}
          selectedId={selectedId}
          select={select}
          close={close}
        />
        <RefreshFailed />
      </section>
      <section
        key={selectedId}
        aria-label="Reading pane"
        className={cx(
          "col-start-1 row-start-1 min-h-0 min-w-0 overflow-y-auto lg:col-start-2",
          selectedId === null && "max-lg:hidden",
        )}
      >
        <ReadingPane id={selectedId} listed={listed} select={select} close={close} />
      </section>
    </div>
  );
}
