import type { Bench } from "./bench";

/** What a ratio of result to floor must keep; `reported` promises nothing. */
export type Budget = { atMost: number } | { atLeast: number } | "reported";

export interface Finding {
  /** Which of the row's measures, when it has several. */
  part?: string;
  unit: string;
  result: number;
  /** The same unit, measured side by side; null where there is nothing to compare with. */
  floor: number | null;
  budget: Budget;
}

/** One row of the table in docs/performance.md. */
export interface Row {
  id: string;
  measure: string;
  floor: string;
  run(bench: Bench): Promise<Finding[]>;
}

/** Result over floor; null without a floor. */
export const ratioOf = ({ result, floor }: Finding) => (floor === null ? null : result / floor);

/** Whether the budget is kept; null where none was promised. */
export function isMet(finding: Finding): boolean | null {
  const ratio = ratioOf(finding);
  if (ratio === null || finding.budget === "reported") return null;
  return "atMost" in finding.budget ? ratio <= finding.budget.atMost : ratio >= finding.budget.atLeast;
}
