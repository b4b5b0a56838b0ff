import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { dirname, resolve } from "node:path";
import { type Finding, isMet, type Row } from "./row";

export interface Line {
  row: Row;
  finding: Finding;
}

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  at: string;
}

export const describeMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${release()}`,
  node: process.version,
  at: new Date().toISOString(),
});

/** One finding as it comes, for whoever waits. */
export function printLine({ row, finding }: Line): void {
  const [, , , result, ratio, budget, met] = cellsOf({ row, finding });
  console.log(`${row.id} ${finding.part ?? row.measure}: ${result}, ratio ${ratio} (${budget}) ${met}`);
}

/** All findings, as the Markdown table of docs/performance.md. */
export function printTable(machine: Machine, lines: Line[]): void {
  const { cpu, cores, memoryGb, node } = machine;
  console.log(`\n${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}\n`);
  const rows = [["id", "measure", "floor", "result", "ratio", "budget", "met"], ...lines.map(cellsOf)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  const [head = [], ...body] = rows;
  console.log([line(head), rule, ...body.map(line)].join("\n"));
}

/** The same as JSON, to be compared by programs. */
export function keepReport(root: string, file: string, machine: Machine, lines: Line[]): void {
  const path = resolve(root, file);
  const rows = lines.map(({ row, finding }) => ({
    id: row.id,
    measure: row.measure,
    against: row.floor,
    ...finding,
    isMet: isMet(finding),
  }));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  console.log(`\nAlso in ${path}`);
}

function cellsOf({ row, finding }: Line): string[] {
  const { ratio } = finding;
  const met = isMet(finding);
  return [
    row.id,
    finding.part ? `${row.measure}: ${finding.part}` : row.measure,
    finding.floor === null ? "" : withUnit(finding.floor, finding.unit),
    withUnit(finding.result, finding.unit),
    ratio === null ? "" : `${ratio.toFixed(2)} ×`,
    budgetOf(finding),
    met === null ? "" : met ? "yes" : "no",
  ];
}

function budgetOf({ budget, unit }: Finding): string {
  if (budget === "reported") return "reported";
  if ("atMostMore" in budget) return `≤ floor + ${budget.atMostMore} ${unit}`;
  return "atMost" in budget ? `≤ ${budget.atMost} ×` : `≥ ${budget.atLeast} ×`;
}

const withUnit = (value: number, unit: string) =>
  `${value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3)} ${unit}`;
