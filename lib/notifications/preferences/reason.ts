import type { Category, Channel } from "@/db/enums";
import { CATEGORY_LABELS, CHANNEL_LABELS, type Source } from "./contract";

interface Verdict {
  channel: Channel;
  on: boolean;
  rule: Source;
  type: { label: string; category: Category };
}

/** The rule that decided, in words: `you switched Email off for Tracking`. A rule this version does not know, as it is. */
export function reasonFor({ channel, on, rule, type }: Verdict): string {
  const switched = `switched ${CHANNEL_LABELS[channel]} ${on ? "on" : "off"} for`;
  const reasons: Record<Source, string> = {
    type: `you ${switched} “${type.label}”`,
    category: `you ${switched} ${CATEGORY_LABELS[type.category]}`,
    all: `you ${switched} everything`,
    workspace: `your workspace ${switched} “${type.label}”`,
    catalogue: `the default for “${type.label}”`,
  };
  return reasons[rule] ?? rule;
}
