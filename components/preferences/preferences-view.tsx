"use client";

import { Unplug } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { NOTIFICATION_CHANNELS } from "@/db/enums";
import { CHANNEL_LABELS } from "@/lib/notifications/constants";
import { usePreferences } from "@/lib/notifications/preferences/client";
import type { Matrix } from "@/lib/notifications/preferences/contract";
import type { Whose } from "@/lib/notifications/preferences/queries";
import { CategoryRows, EverythingRow } from "./rows";

/** What reaches whom and where: categories and their types by channel. */
export function PreferencesView({ whose }: { whose: Whose }) {
  const { workspace } = useSession();
  const { matrix, error, retry } = usePreferences(workspace.slug, whose);
  if (matrix) return <Switches matrix={matrix} whose={whose} />;
  if (!error) return <Waiting />;
  return (
    <EmptyState
      icon={<Unplug aria-hidden="true" />}
      title="The preferences could not be fetched"
      action={<Button onClick={() => void retry()}>Try again</Button>}
    >
      {error.message}
    </EmptyState>
  );
}

function Switches({ matrix, whose }: { matrix: Matrix; whose: Whose }) {
  return (
    <div className="-mx-4 overflow-x-auto px-4 md:mx-0 md:px-0">
      <p className="sticky left-0 max-w-[62ch] pb-3 text-sm text-pretty text-ink-2">
        A faint switch is inherited, a strong one is set here. The nearest word decides: on a type before its category,
        before everything.
      </p>
      <table aria-label="What reaches whom, and where" className="w-full border-collapse" onKeyDown={walk}>
        <thead>
          <tr className="border-b border-line text-xs text-ink-3">
            <td />
            {NOTIFICATION_CHANNELS.map((channel) => (
              <th key={channel} scope="col" className="pb-2.5 text-center font-medium">
                {CHANNEL_LABELS[channel]}
              </th>
            ))}
            <th scope="col" className="pb-2.5 text-center font-medium whitespace-nowrap">
              Email comes
            </th>
          </tr>
        </thead>
        <EverythingRow cells={matrix.everything} whose={whose} />
        {matrix.categories.map((category) => (
          <CategoryRows key={category.key} category={category} whose={whose} />
        ))}
      </table>
    </div>
  );
}

const STEPS: Record<string, [down: number, right: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Arrows walk from switch to switch, past rows that are folded away. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  const step = STEPS[event.key];
  const cell = (event.target as HTMLElement).closest("td");
  const row = cell?.closest("tr");
  if (!step || !cell || !row) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLTableRowElement>("tbody:not([hidden]) > tr")];
  const target = rows[rows.indexOf(row) + step[0]]?.cells[cell.cellIndex + step[1]];
  const button = target?.querySelector<HTMLElement>("button");
  if (!button) return;
  event.preventDefault();
  button.focus();
}

function Waiting() {
  return (
    <div role="status" aria-label="Fetching the preferences" className="grid gap-5 pt-6">
      {[0, 1, 2, 3, 4].map((i) => (
        <Skeleton key={i} className="h-9 w-full" />
      ))}
    </div>
  );
}
