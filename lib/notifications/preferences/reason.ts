import type { Cadence, Category, NotificationChannel } from "@/db/enums";
import { CATEGORY_LABELS, CHANNEL_LABELS } from "../constants";
import type { DecisionSource, Verdict } from "./decision";

export interface Decided extends Verdict {
  channel: NotificationChannel;
  type: { label: string; category: Category };
}

/**
 * The rules that decided, in words: `you switched Email off for Tracking`, and for what does not come at once whose
 * choice that is. A rule this version does not know, as it is.
 */
export function reasonFor(decided: Decided): string {
  const pace = decided.on ? paceOf(decided) : null;
  return pace ? `${switchedBy(decided)}; ${pace}` : switchedBy(decided);
}

function switchedBy({ channel, on, rule, type }: Decided): string {
  const switched = `switched ${CHANNEL_LABELS[channel]} ${on ? "on" : "off"} for`;
  const reasons: Record<DecisionSource, string> = {
    mute: "you muted its subject",
    critical: `“${type.label}” is too important to be switched off everywhere`,
    type: `you ${switched} “${type.label}”`,
    category: `you ${switched} ${CATEGORY_LABELS[type.category]}`,
    all: `you ${switched} everything`,
    workspace: `your workspace ${switched} “${type.label}”`,
    rollout: `“${type.label}” comes only to those who switched it on`,
    catalogue: `the default for “${type.label}”`,
  };
  return reasons[rule] ?? rule;
}

const DIGESTS: Record<Exclude<Cadence, "instant">, string> = {
  hourly: "in an hourly digest",
  daily: "in a daily digest",
  weekly: "in a weekly digest",
};

/** A digest tells only of what is unread, so that with one a delay means nothing. */
function paceOf(decided: Decided): string | null {
  const { cadence = "instant", cadenceRule, delayMinutes, delayRule } = decided;
  if (cadence !== "instant") return `${DIGESTS[cadence]}, ${chosenBy(cadenceRule, decided)}`;
  if (!delayMinutes) return null;
  return `only if unread after ${inWords(delayMinutes)}, ${chosenBy(delayRule, decided)}`;
}

/** `45 minutes`, `2 hours`. */
function inWords(minutes: number): string {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function chosenBy(rule: DecisionSource | undefined, { type }: Decided): string {
  if (rule === "type") return `as you chose for “${type.label}”`;
  if (rule === "category") return `as you chose for ${CATEGORY_LABELS[type.category]}`;
  if (rule === "all") return "as you chose for everything";
  return rule === "workspace" ? "as your workspace chose" : "by default";
}

/** Why such a delivery is there although its channel was off for the type. */
export const IS_FALLBACK = "instead of an address that is gone";
