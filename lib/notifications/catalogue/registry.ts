import { AppError } from "@/lib/errors";
import * as assignments from "./assignments";
import * as conversations from "./conversations";
import type { NotificationType } from "./define";
import * as insights from "./insights";
import * as reviews from "./reviews";
import * as system from "./system";
import * as tracking from "./tracking";
import * as work from "./work";

/** Every type Belfry knows, by key. */
export const CATALOGUE: ReadonlyMap<string, NotificationType> = new Map(
  [assignments, reviews, insights, tracking, system, conversations, work]
    .flatMap((group): NotificationType[] => Object.values(group))
    .map((type) => [type.key, type]),
);

/** The type with this key. Throws 422 with the list of known ones. */
export function getType(key: string): NotificationType {
  const type = CATALOGUE.get(key);
  if (type) return type;
  throw new AppError(
    "invalid",
    `There is no event type “${key}”. Known types: ${[...CATALOGUE.keys()].sort().join(", ")}.`,
    {
      details: [{ path: "type", message: "is unknown" }],
    },
  );
}

/** What people call each type, by name, for choosing among them. */
export const typeNames = () =>
  [...CATALOGUE.values()]
    .map(({ key, label, category }) => ({ key, label, category }))
    .sort((a, b) => a.label.localeCompare(b.label));
