import "./support/environment";
import { onInterrupt } from "@/e2e/support/interrupt";
import { p1 } from "./p1-accept";
import { p4 } from "./p4-fan-out";
import { p5 } from "./p5-inbox";
import { p7 } from "./p7-ingest";
import { p8 } from "./p8-drain";
import { p9 } from "./p9-realtime";
import { p10 } from "./p10-jobs";
import { p11 } from "./p11-first-load";
import { p12 } from "./p12-start";
import { p13 } from "./p13-memory";
import { p15 } from "./p15-batches";
import { Bench } from "./support/bench";
import { describeMachine, keepReport, type Line, printLine, printTable } from "./support/report";

const ROWS = [p1, p4, p5, p7, p8, p9, p10, p11, p12, p13, p15];

/**
 * Measures the rows named (all without a name), prints the table, and keeps it in test-results/bench.json (or where
 * `--json <file>` says). Answers the exit code: a missed budget is told, not a failure.
 */
export async function main(root: string, args: string[]): Promise<number> {
  const { names, file } = readArguments(args);
  const unknown = names.filter((name) => !ROWS.some(({ id }) => id === name));
  if (unknown.length > 0) {
    console.error(`There is no ${unknown.join(", ")}: choose from ${ROWS.map(({ id }) => id).join(", ")}.`);
    return 1;
  }
  const bench = new Bench(root);
  const off = onInterrupt(() => bench.close());
  const lines: Line[] = [];
  try {
    for (const row of ROWS.filter(({ id }) => names.length === 0 || names.includes(id))) {
      for (const finding of await row.run(bench)) {
        lines.push({ row, finding });
        printLine({ row, finding });
      }
    }
  } finally {
    off();
    await bench.close();
  }
  const machine = describeMachine();
  printTable(machine, lines);
  keepReport(root, file, machine, lines);
  return 0;
}

function readArguments(args: string[]): { names: string[]; file: string } {
  const at = args.indexOf("--json");
  const file = at < 0 ? "test-results/bench.json" : (args[at + 1] ?? "");
  const rest = at < 0 ? args : args.toSpliced(at, 2);
  return { names: rest.map((name) => name.toUpperCase()), file };
}
