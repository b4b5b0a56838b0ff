import { CATEGORY_LABELS } from "@/lib/notifications/constants";
import type { Cell, Change, Matrix } from "@/lib/notifications/preferences/contract";
import type { Whose } from "@/lib/notifications/preferences/queries";

/** Where a switch stands: what its change will name, and what people call it. */
export interface Leaf extends Pick<Change, "scope" | "key"> {
  label: string;
  /** The category above a type. */
  category?: Matrix["categories"][number]["key"];
}

/** Where a switch's value comes from: `As for Tracking: off`. */
export function originOf({ value, source, inherited }: Cell, { category }: Leaf, whose: Whose): string {
  const state = value ? "on" : "off";
  if (source === "critical") return "Too important to be switched off everywhere: it stays in the inbox";
  if (source === "rollout") return "Only for those who switch it on";
  if (!inherited) return whose === "mine" ? `You switched it ${state}` : `Switched ${state} for this workspace`;
  if (value === null) return "Not set: each type goes its own way";
  if (source === "category" && category) return `As for ${CATEGORY_LABELS[category]}: ${state}`;
  if (source === "all") return `As for everything: ${state}`;
  return source === "workspace" ? `Your workspace’s default: ${state}` : `The default: ${state}`;
}
