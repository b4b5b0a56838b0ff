"use client";

import { Bookmark, BookmarkPlus, Pencil, Trash2 } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { useSession } from "@/components/session/session";
import { IconButton } from "@/components/ui/icon-button";
import { Tooltip } from "@/components/ui/tooltip";
import { useSavedFilters } from "@/lib/notifications/inbox/filters-client";
import type { SavedFilter } from "@/lib/notifications/inbox/filters-contract";
import { toast } from "@/lib/toast";
import { FilterName } from "./filter-name";
import { countFilters, filterOf, isSame, type UrlFilters, urlFiltersOf } from "./url-filters";

interface Props {
  urlFilters: UrlFilters;
  setUrlFilters: (next: UrlFilters) => void;
}

/** Filters a person keeps under a name: to apply one, rename it, forget it, or keep the one in force. */
export function SavedFilters({ urlFilters, setUrlFilters }: Props) {
  const { workspace, user } = useSession();
  const [open, setOpen] = useState(false);
  const [naming, setNaming] = useState<"new" | SavedFilter | null>(null);
  const { filters, isError, save, rename } = useSavedFilters(workspace.slug);
  const current = filters.find(({ filter }) => isSame(urlFiltersOf(filter, user.timeZone), urlFilters));
  const give = (name: string) =>
    naming === "new" || naming === null ? save(name, filterOf(urlFilters, user.timeZone)) : rename(naming, name);
  const ask = (what: "new" | SavedFilter) => {
    setOpen(false);
    setNaming(what);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Tooltip label="Saved filters">
        <Popover.Trigger
          aria-label={current ? `Saved filters, ${current.name} is applied` : "Saved filters"}
          className="grid size-8 shrink-0 place-items-center rounded-sm text-ink-2 transition-colors duration-100 hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken"
        >
          <Bookmark aria-hidden="true" className={current ? "size-4 fill-copper text-copper" : "size-4"} />
        </Popover.Trigger>
      </Tooltip>
      <Popover.Content
        aria-label="Saved filters"
        align="end"
        sideOffset={6}
        collisionPadding={8}
        className="z-40 max-h-(--radix-popover-content-available-height) w-[min(18rem,calc(100vw-1rem))] animate-rise overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float outline-none"
      >
        {filters.length === 0 && (
          <p className="px-2.5 py-2 text-sm text-ink-2">
            {isError
              ? "Your saved filters could not be fetched just now."
              : "None yet. Filter the list, then keep the filter here under a name."}
          </p>
        )}
        <ul>
          {filters.map((saved) => (
            <SavedRow
              key={saved.id}
              saved={saved}
              isCurrent={saved === current}
              apply={() => {
                setUrlFilters(urlFiltersOf(saved.filter, user.timeZone));
                setOpen(false);
              }}
              rename={() => ask(saved)}
            />
          ))}
        </ul>
        <button
          type="button"
          disabled={current !== undefined || countFilters(urlFilters) === 0}
          onClick={() => ask("new")}
          className="flex min-h-9 w-full items-center gap-2.5 rounded-sm px-2.5 text-left text-ink -outline-offset-2 hover:bg-sunken disabled:text-ink-3 disabled:hover:bg-transparent"
        >
          <BookmarkPlus aria-hidden="true" className="size-4 text-ink-2" />
          Save this filter…
        </button>
      </Popover.Content>
      <FilterName
        key={naming === "new" ? "new" : naming?.id}
        naming={naming}
        close={() => setNaming(null)}
        give={give}
      />
    </Popover.Root>
  );
}

interface RowProps {
  saved: SavedFilter;
  isCurrent: boolean;
  apply: () => void;
  rename: () => void;
}

function SavedRow({ saved, isCurrent, apply, rename }: RowProps) {
  const { workspace } = useSession();
  const { remove, save } = useSavedFilters(workspace.slug);
  const failed = (error: Error) => toast.error(error.message);
  const forget = () =>
    remove(saved).then(() => {
      const again = () => void save(saved.name, saved.filter).catch(failed);
      toast(`Deleted the filter “${saved.name}”`, {
        duration: 10_000,
        action: (
          <button
            type="button"
            onClick={again}
            className="-my-1 -mr-2 ml-auto h-8 shrink-0 rounded-md px-2.5 font-semibold text-copper-ink hover:bg-sunken"
          >
            Undo
          </button>
        ),
      });
    }, failed);
  return (
    <li className="flex items-center rounded-sm hover:bg-sunken">
      <button
        type="button"
        onClick={apply}
        aria-current={isCurrent}
        className="min-h-9 min-w-0 grow truncate rounded-sm px-2.5 text-left -outline-offset-2 aria-[current=true]:font-semibold"
      >
        {saved.name}
      </button>
      <IconButton label={`Rename ${saved.name}`} onClick={rename}>
        <Pencil aria-hidden="true" />
      </IconButton>
      <IconButton label={`Delete ${saved.name}`} onClick={forget}>
        <Trash2 aria-hidden="true" />
      </IconButton>
    </li>
  );
}
