import type { Database } from "@/db/client";
import { AppError } from "@/lib/errors";
import { listTypes } from "../catalogue/own";
import type { ShareableType } from "./contract";

/** The types that may leave people's inboxes for shared places: the catalogue's, and this workspace's own. */
export async function listShareable(on: Database, workspaceId: string): Promise<ShareableType[]> {
  const types = await listTypes(on, workspaceId);
  return [...types.values()]
    .filter(({ shareable }) => shareable)
    .map(({ key, label, category }) => ({ key, label, category }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** What was chosen, once each. Error: 422 naming what is unknown, or may not be shared, with the list of what may. */
export function chosenOf(types: ShareableType[], keys: string[]): string[] {
  const known = new Set(types.map(({ key }) => key));
  const wrong = keys.filter((key) => !known.has(key));
  if (wrong.length === 0) return [...new Set(keys)];
  throw new AppError(
    "invalid",
    `These cannot go to a shared place: ${wrong.map((key) => `“${key}”`).join(", ")}. What can: ${[...known].join(", ")}.`,
    {
      details: keys.flatMap((key, i) =>
        known.has(key) ? [] : [{ path: `eventsEnabled[${i}]`, message: "is unknown" }],
      ),
    },
  );
}
