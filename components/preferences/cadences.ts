import { CATEGORY_LABELS } from "@/lib/notifications/constants";
import type { Cell, Change } from "@/lib/notifications/preferences/contract";
import type { Whose } from "@/lib/notifications/preferences/queries";
import type { Leaf } from "./labels";

type Said = Pick<Change, "cadence" | "delayMinutes">;

export interface CadenceOption {
  /** What names it among the others. */
  value: string;
  label: string;
  said: Said;
}

const after = (minutes: number, words: string): CadenceOption => ({
  value: `after ${minutes}`,
  label: `If unread after ${words}`,
  said: { cadence: "instant", delayMinutes: minutes },
});

/** When mail can come, the soonest first. */
export const CADENCE_OPTIONS: CadenceOption[] = [
  { value: "at once", label: "At once", said: { cadence: "instant", delayMinutes: 0 } },
  after(10, "10 min"),
  after(60, "an hour"),
  { value: "hourly", label: "Hourly digest", said: { cadence: "hourly" } },
  { value: "daily", label: "Daily, at 09:00", said: { cadence: "daily" } },
  { value: "weekly", label: "Mondays, at 09:00", said: { cadence: "weekly" } },
];

/** Says nothing about when: what is further away decides again. */
export const INHERIT: Said = { cadence: null, delayMinutes: null };

/** What a cell says of when: its name among the paces, how people call it in few words, and whether it is inherited. */
export function cadenceOf({ cadence, delayMinutes }: Cell): { value: string; label: string; isInherited: boolean } {
  const isInherited = (cadence?.inherited ?? true) && (delayMinutes?.inherited ?? true);
  if (cadence?.value === "hourly") return { value: "hourly", label: "Hourly", isInherited };
  if (cadence?.value === "daily") return { value: "daily", label: "Daily 09:00", isInherited };
  if (cadence?.value === "weekly") return { value: "weekly", label: "Mon 09:00", isInherited };
  const minutes = delayMinutes?.value;
  if (cadence?.value === null || minutes == null) return { value: "", label: "Various", isInherited };
  if (minutes === 0) return { value: "at once", label: "At once", isInherited };
  return { value: `after ${minutes}`, label: `After ${shortly(minutes)}`, isInherited };
}

/** Where that comes from: `As for Tracking`. */
export function cadenceOrigin({ cadence, delayMinutes }: Cell, { category }: Leaf, whose: Whose): string {
  const deciding = cadence?.value === "instant" ? delayMinutes : cadence;
  if (!deciding || deciding.value === null) return "Not set: each type goes its own way";
  if (!deciding.inherited) return whose === "mine" ? "You chose when" : "Chosen for this workspace";
  if (deciding.source === "category" && category) return `As for ${CATEGORY_LABELS[category]}`;
  if (deciding.source === "all") return "As for everything";
  return deciding.source === "workspace" ? "Your workspace’s default" : "The default";
}

const shortly = (minutes: number) => (minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`);
