"use client";

import { CheckCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useSession } from "@/components/shell/session";
import { cx } from "@/components/ui/class-names";
import { IconButton } from "@/components/ui/icon-button";
import { useMarkAllRead, useUnreadCount } from "@/lib/notifications/client";
import type { Filter } from "@/lib/notifications/queries";

interface Props {
  filter: Filter;
  show: (filter: Filter) => void;
}

/** Above the list: which rows it has, and what can be done to all of them. */
export function ListBar({ filter, show }: Props) {
  const { workspace } = useSession();
  const unread = useUnreadCount(workspace.slug) ?? 0;
  const markAllRead = useMarkAllRead(workspace.slug);
  return (
    <div className="flex h-13 shrink-0 items-center gap-1.5 border-b border-line px-4 md:px-5">
      <fieldset aria-label="Which notifications" className="flex grow gap-1.5">
        <Chip isOn={filter === "unread"} onClick={() => show("unread")}>
          Unread {unread > 0 && <span className="num">{unread}</span>}
        </Chip>
        <Chip isOn={filter === "all"} onClick={() => show("all")}>
          All
        </Chip>
      </fieldset>
      <IconButton label="Mark all read" keys="⇧ A" disabled={unread === 0} onClick={markAllRead}>
        <CheckCheck aria-hidden="true" />
      </IconButton>
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
        "h-6.5 rounded-full border px-2.75 text-sm whitespace-nowrap transition-colors duration-100",
        isOn
          ? "border-ink bg-ink text-paper"
          : "border-line bg-surface text-ink-2 hover:border-line-strong hover:text-ink",
      )}
    >
      {children}
    </button>
  );
}
