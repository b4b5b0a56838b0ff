"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSession } from "@/components/session/session";
import { type Target, useInbox } from "@/lib/notifications/inbox/client";
import type { InboxFilter } from "@/lib/notifications/inbox/filters-contract";
import { BulkBar } from "./bulk-bar";
import { EmptyList } from "./empty-list";
import { useInboxKeys } from "./inbox-keys";
import { InboxList, type InboxListHandle } from "./inbox-list";
import { type ListItem, targetsIn, useListItems } from "./list-items";
import { ListFailed } from "./list-states";
import { isPaneBeside } from "./pane-layout";
import { beside, useRestoreFocus } from "./row-focus";
import { RowSkeletons } from "./row-skeleton";
import { useSelection } from "./selection";
import { useTriage } from "./triage";
import type { UrlFilters } from "./url-filters";
import { useStableCallbacks } from "./use-stable-callbacks";
import { useVisibleRows } from "./visible-rows";

interface Props {
  urlFilters: UrlFilters;
  filter: InboxFilter;
  setUrlFilters: (next: UrlFilters) => void;
  selectedId: string | null;
  select: (id: string | null) => void;
  close: () => void;
}

/** One list of the inbox, with what is marked in it and what can be done to that. */
export function ListColumn({ urlFilters, filter, setUrlFilters, selectedId, select, close }: Props) {
  const { workspace } = useSession();
  const inbox = useInbox(workspace.slug, filter);
  const [isScrolled, setScrolled] = useState(false);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const { shown, waiting, reveal } = useVisibleRows(inbox.rows, filter, isScrolled || selectedId !== null);
  const lines = useListItems(shown, opened, filter.state ?? "inbox");
  const listed = useMemo(() => targetsIn(lines), [lines]);
  const selection = useSelection(listed);
  const handle = useRef<InboxListHandle>(null);
  const selected = listed.find(({ row }) => row.id === selectedId);

  const unfold = ({ group }: Target["row"], isOpen: boolean) => {
    if (group)
      setOpened((before) => new Set(isOpen ? [...before, group.id] : [...before].filter((id) => id !== group.id)));
  };
  const { toggle, extend } = selection;
  const on = useStableCallbacks({ open: ({ row }: Target) => select(row.id), unfold, toggle, extend });
  const focus = useCallback((id: string) => handle.current?.focus(id), []);
  useInboxKeys({ listed, selection, selected, focus, unfold, select, close });
  useRestoreFocus(listed, focus);
  useNextWhenGone(listed, selectedId, select);

  if (inbox.isPending) return <RowSkeletons count={8} />;
  if (inbox.isError && inbox.rows.length === 0)
    return <ListFailed message={inbox.error.message} retry={() => void inbox.refetch()} />;
  const more: ListItem[] = inbox.hasNextPage ? [{ key: "more", failed: inbox.isFetchNextPageError }] : [];
  return (
    <div className="relative min-h-0 grow">
      <InboxList
        handle={handle}
        lines={[...lines, ...more]}
        waiting={waiting}
        reveal={reveal}
        onScrolled={setScrolled}
        isFetching={inbox.isFetchingNextPage}
        fetchMore={() => void inbox.fetchNextPage()}
        empty={<EmptyList urlFilters={urlFilters} setUrlFilters={setUrlFilters} />}
        row={{ selectedId, selection, on }}
      />
      <BulkBar selection={selection} isAll={selection.ids.size === listed.length} />
    </div>
  );
}

/** What is open and about to leave the list makes room for the next, or, where it covers the list, for the list. */
function useNextWhenGone(listed: Target[], selectedId: string | null, select: (id: string | null) => void): void {
  const { beforeHiding } = useTriage();
  useEffect(
    () =>
      beforeHiding((ids) => {
        if (selectedId === null || !ids.has(selectedId)) return;
        const at = listed.findIndex(({ row }) => row.id === selectedId);
        const next = beside(listed, at, ({ row }) => !ids.has(row.id));
        select(isPaneBeside() ? (next?.row.id ?? null) : null);
      }),
    [beforeHiding, listed, selectedId, select],
  );
}
