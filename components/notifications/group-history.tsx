"use client";

import { useSession } from "@/components/session/session";
import { stateOf, useGroups } from "@/lib/notifications/inbox/client";
import type { Notification } from "@/lib/notifications/inbox/contract";
import { When } from "./when";

/** What else has happened to the same subject, and is where this is. */
export function GroupHistory({ row, select }: { row: Notification; select: (id: string) => void }) {
  const { workspace } = useSession();
  const { group } = row;
  const isGroup = group !== null && group.count > 1;
  const members = useGroups(workspace.slug, isGroup ? [group.id] : [], stateOf(row));
  const others = isGroup ? members[group.id]?.filter(({ id }) => id !== row.id) : [];
  if (!others || others.length === 0) return null;
  return (
    <section aria-labelledby="history" className="mb-5 border-b border-line pb-4">
      <h3 id="history" className="pb-1.5 font-semibold">
        About the same
      </h3>
      <ul className="-mx-2">
        {others.map(({ id, title, listedAt }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => select(id)}
              className="flex min-h-8 w-full items-center gap-3 rounded-sm px-2 text-left text-ink-2 hover:bg-sunken hover:text-ink"
            >
              <span className="grow truncate">{title}</span>
              <When at={listedAt} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
