"use client";

import { Mail, MailOpen } from "lucide-react";
import type { MouseEvent } from "react";
import { pageHref, useSession } from "@/components/shell/session";
import { cx } from "@/components/ui/class-names";
import { IconButton } from "@/components/ui/icon-button";
import { useMarkRead, useMarkUnread } from "@/lib/notifications/client";
import type { Notification } from "@/lib/notifications/contract";
import { IconTile } from "./icon-tile";
import { When } from "./when";

interface Props {
  row: Notification;
  isSelected?: boolean;
  onOpen: (row: Notification) => void;
}

/** One notification in a list: the whole row opens it, a button at its end turns it read or unread. */
export function Row({ row, isSelected, onOpen }: Props) {
  const { workspace } = useSession();
  const open = (event: MouseEvent) => {
    const isForAnotherTab = event.metaKey || event.ctrlKey || event.shiftKey;
    if (isForAnotherTab) return;
    event.preventDefault();
    onOpen(row);
  };
  return (
    <div
      className={cx(
        "group relative grid grid-cols-[0.5rem_1.875rem_1fr_auto] items-start gap-2.5 border-b border-line/55 py-2.5 pr-5 pl-3 transition-colors duration-100 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-copper",
        isSelected ? "bg-copper-wash" : "hover:bg-sunken/70",
      )}
    >
      <span aria-hidden="true" className={cx("mt-2 size-1.75 rounded-full", !row.isRead && "bg-copper")} />
      <IconTile icon={row.icon} tone={row.tone} />
      <div className="min-w-0">
        <a
          href={pageHref("/notifications", workspace.slug, { n: row.id })}
          onClick={open}
          data-row={row.id}
          aria-current={isSelected ? "true" : undefined}
          className={cx(
            "block truncate outline-none after:absolute after:inset-0",
            row.isRead ? "font-medium text-ink-2" : "font-semibold",
          )}
        >
          {!row.isRead && <span className="sr-only">Unread: </span>}
          {row.title}
        </a>
        <p className="mt-px truncate text-sm text-ink-2">{row.body || row.label}</p>
      </div>
      <When
        at={row.createdAt}
        className="relative pt-px group-focus-within:invisible pointer-fine:group-hover:invisible"
      />
      <RowAction row={row} />
    </div>
  );
}

function RowAction({ row }: { row: Notification }) {
  const { workspace } = useSession();
  const markRead = useMarkRead(workspace.slug);
  const markUnread = useMarkUnread(workspace.slug);
  return (
    <div className="absolute top-2 right-3.5 rounded-md border border-line bg-surface p-px opacity-0 shadow-card transition-opacity duration-100 group-focus-within:opacity-100 pointer-coarse:hidden pointer-fine:group-hover:opacity-100">
      {row.isRead ? (
        <IconButton label="Mark unread" className="h-6.5! w-7!" onClick={() => markUnread(row.id)}>
          <Mail aria-hidden="true" />
        </IconButton>
      ) : (
        <IconButton label="Mark read" className="h-6.5! w-7!" onClick={() => markRead([row.id])}>
          <MailOpen aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}
