import type { Bench } from "./bench";

/** What a ratio of result to floor must keep, or how much more than the floor may be; `reported` promises nothing. */
export type Budget = { atMost: number } | { atLeast: number } | { atMostMore: number } | "reported";

export interface Finding {
  /** Which of the row's measures, when it has several. */
  part?: string;
  unit: string;
  result: number;
  /** The same unit, measured side by side; null where there is nothing to compare with. */
  floor: number | null;
  /** Result over floor; null without one. */
  ratio: number | null;
  budget: Budget;
}

/** One row of the table in docs/performance.md. */
export interface Row {
  id: string;
  measure: string;
  floor: string;
  run(bench: Bench): Promise<Finding[]>;
}

/** Whether the budget is kept; null where none was promised. */
export function isMet({ floor, result, ratio, budget }: Finding): boolean | null {
  if (floor === null || ratio === null || budget === "reported") return null;
  if ("atMostMore" in budget) return result - floor <= budget.atMostMore;
  return "atMost" in budget ? ratio <= budget.atMost : ratio >= budget.atLeast;
}
