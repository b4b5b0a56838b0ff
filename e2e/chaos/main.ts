import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ChaosOptions, readOptions, withSmtp } from "./options";
import { type Outcome, runChaos } from "./run";

const SHOWN = 10;

/**
 * The fault runner as a program: prints the verdict and keeps it in test-results/chaos.json. Answers the exit code:
 * 1 when anything was lost, unexpected, repeated or not over in time.
 */
export async function main(root: string, args: string[]): Promise<number> {
  const options = readOptions(args);
  const outcomes = [];
  for (const part of [options, withSmtp(options)]) outcomes.push(await runPart(part, root));
  const path = join(root, "test-results", "chaos.json");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(outcomes, null, 2)}\n`);
  const isSound = outcomes.every((outcome) => outcome.isSound);
  console.log(`${isSound ? "Sound." : "Not sound."} Also in ${path}`);
  return isSound ? 0 : 1;
}

async function runPart(options: ChaosOptions, root: string): Promise<Outcome> {
  const { kills, databaseStops, events, minutes, seed } = options;
  console.log(
    `${kills} kills, ${databaseStops} database stops, ${events} events in ${minutes} minutes, mail by ${options.mail}; --seed ${seed}`,
  );
  const outcome = await runChaos(options, root, (line) => console.log(line));
  console.log(`\n${tableOf(outcome)}\n`);
  for (const [name, list] of Object.entries(outcome.verdict.violations)) {
    if (list.length > 0) console.log(`${name}: ${list.slice(0, SHOWN).join("; ")}${list.length > SHOWN ? "; …" : ""}`);
  }
  return outcome;
}

function tableOf(outcome: Outcome): string {
  const { verdict, calls } = outcome;
  const rows: [string, string | number][] = [
    ["events accepted (calls repeated)", `${calls.accepted} (${calls.repeated})`],
    ["notifications attempted", verdict.attempted],
    ["acknowledged", verdict.acknowledged],
    ["in inboxes", verdict.inInbox],
    ["mailed (may be two, and marked so)", `${verdict.mailed} (${outcome.marked})`],
    ["deliveries by state", counts(verdict.states)],
    ...Object.entries(verdict.violations).map(([name, list]): [string, number] => [name, list.length]),
    ["faults", counts(outcome.faults)],
    ["mail calls answered wrongly", counts(outcome.misdeeds) || "none"],
    ["slowest recovery", `${(outcome.slowestRecoveryMs / 1000).toFixed(1)} s`],
    ["all over after the last fault", `${(outcome.terminalAfterMs / 1000).toFixed(1)} s`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `| ${name.padEnd(width)} | ${value} |`).join("\n");
}

const counts = (all: Record<string, number>) =>
  Object.entries(all)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
