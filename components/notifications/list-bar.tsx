"use client";

import { CheckCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useSession } from "@/components/session/session";
import { cx } from "@/components/ui/class-names";
import { IconButton } from "@/components/ui/icon-button";
import { useUnreadCount } from "@/lib/notifications/inbox/client";
import { FilterChips } from "./filter-chips";
import { FilterPanel, type TypeName } from "./filter-panel";
import { SavedFilters } from "./saved-filters";
import { useTriage } from "./triage";
import { type UrlFilters, VIEW_LABELS, VIEWS, withoutFilters } from "./url-filters";

interface Props {
  urlFilters: UrlFilters;
  setUrlFilters: (next: UrlFilters) => void;
  types: TypeName[];
}

/** Above the list: which rows it has, what narrows it, and what can be done to all of them. */
export function ListBar({ urlFilters, setUrlFilters, types }: Props) {
  const { workspace } = useSession();
  const unread = useUnreadCount(workspace.slug) ?? 0;
  const { markAllRead } = useTriage();
  return (
    <div className="shrink-0 border-b border-line">
      <div className="flex h-13 items-center gap-1 pr-2.5 md:pr-3.5">
        <fieldset
          aria-label="Which notifications"
          className="flex h-full min-w-0 grow items-center gap-1.5 overflow-x-auto px-4 [scrollbar-width:none] max-md:mask-r-from-92% md:px-5"
        >
          {VIEWS.map((view) => (
            <Chip
              key={view}
              isOn={urlFilters.view === view}
              onClick={() => setUrlFilters({ ...urlFilters, view, isUnreadOnly: false })}
            >
              {VIEW_LABELS[view]} {view === "unread" && unread > 0 && <span className="num">{unread}</span>}
            </Chip>
          ))}
        </fieldset>
        <FilterPanel urlFilters={urlFilters} setUrlFilters={setUrlFilters} types={types} />
        <SavedFilters urlFilters={urlFilters} setUrlFilters={setUrlFilters} />
        <IconButton label="Mark all read" keys="⇧ A" disabled={unread === 0} onClick={markAllRead}>
          <CheckCheck aria-hidden="true" />
        </IconButton>
      </div>
      <FilterChips
        urlFilters={urlFilters}
        setUrlFilters={setUrlFilters}
        types={types}
        clear={() => setUrlFilters(withoutFilters(urlFilters))}
      />
    </div>
  );
}

function Chip({ isOn, onClick, children }: { isOn: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onClick}
      className={cx(
        "h-6.5 shrink-0 rounded-full border px-2.75 text-sm whitespace-nowrap transition-colors duration-100 pointer-coarse:h-8",
        isOn
          ? "border-ink bg-ink text-paper"
          : "border-line bg-surface text-ink-2 hover:border-line-strong hover:text-ink",
      )}
    >
      {children}
    </button>
  );
}
