import type { Project } from "@/lib/projects/contract";

/** How often, in a list. */
export const FREQUENCY_LABELS: Record<Project["issueAlertFrequency"], string> = {
  none: "no digest",
  hourly: "a digest each hour",
  "6_hourly": "a digest every six hours",
  daily: "a digest each day",
  weekly: "a digest each week",
};
