import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Instance } from "../support/instance";
import { onInterrupt } from "../support/interrupt";
import { Producer } from "../support/producer";
import { Door } from "./door";
import type { ChaosOptions } from "./options";
import { Provider } from "./provider";
import { Random } from "./random";
import { SlowSmtp } from "./smtp";
import { Faults, type Surroundings, skewFile, TARGETS } from "./strikes";
import { countStates, gatherArrivals, gatherMarked, isOver, judge, type Verdict } from "./verdict";

const PEOPLE = ["aino", "mara", "tomas", "jun"];
const NOISY = "jun";
const LANES = 4;
/** Three who tell everybody, and one who tells one person as much as the three together. */
const PRODUCERS = ["Billing", "Deploys", "Support", "Alarms"];
const TRAFFIC = PRODUCERS.map((name) =>
  name === "Alarms" ? { name, people: [NOISY], share: 1 / 2 } : { name, people: PEOPLE, share: 1 / 6 },
);
/** Producers aim at so many times what is asked for, so that it is reached while faults go on. */
const HASTE = 1.1;
const TERMINAL_WITHIN_MS = 60_000;

type Fault = () => Promise<void>;

export interface Outcome {
  options: ChaosOptions;
  verdict: Verdict;
  /** How often what was done. */
  faults: Record<string, number>;
  /** Deliveries marked as perhaps sent twice. */
  marked: number;
  /** Mail calls that were answered wrongly, by how. */
  misdeeds: Record<string, number>;
  calls: { accepted: number; repeated: number };
  slowestRecoveryMs: number;
  /** From the last fault until every delivery had ended. */
  terminalAfterMs: number;
  isSound: boolean;
}

/**
 * Starts a whole Belfry, lets producers send to it, does to it what the options say, waits until everything has ended
 * and judges by sets. The same seed does the same things; when they meet the traffic differs from run to run.
 */
export async function runChaos(options: ChaosOptions, root: string, say: (line: string) => void): Promise<Outcome> {
  let around: Surroundings | undefined;
  const instance = await Instance.create(async (dataDir) => {
    around = await surround(options, root, dataDir);
    return settingsFor(root, dataDir, around);
  });
  if (!around) throw new Error("The instance has no surroundings.");
  const { door, provider, smtp } = around;
  const clean = async () => {
    await instance.remove();
    await provider?.stop();
    await smtp?.stop();
    door.stop();
  };
  const off = onInterrupt(clean);
  try {
    await instance.start();
    const outcome = await strikeAndJudge(options, instance, around, say);
    if (!outcome.isSound) keepLogs(instance, root, options.seed);
    return outcome;
  } catch (error) {
    keepLogs(instance, root, options.seed);
    throw error;
  } finally {
    off();
    await clean();
  }
}

async function surround({ mail }: ChaosOptions, root: string, dataDir: string): Promise<Surroundings> {
  return {
    door: await Door.start(dataDir),
    ...(mail === "resend" && { provider: await Provider.start(root, join(dataDir, "outbox")) }),
    ...(mail === "smtp" && { smtp: await SlowSmtp.start() }),
  };
}

function settingsFor(root: string, dataDir: string, { door, provider, smtp }: Surroundings): Record<string, string> {
  const preloads = ["skew.cjs", "door.cjs"].map((name) => `--require ${join(root, "e2e", "chaos", name)}`);
  return {
    CHAOS_SKEW_FILE: skewFile(dataDir),
    NODE_OPTIONS: [process.env.NODE_OPTIONS ?? "", ...preloads].join(" ").trim(),
    ...door.settings,
    ...smtp?.settings,
    ...(provider && { RESEND_API_KEY: provider.apiKey, RESEND_BASE_URL: provider.url }),
  };
}

async function strikeAndJudge(
  options: ChaosOptions,
  instance: Instance,
  around: Surroundings,
  say: (line: string) => void,
): Promise<Outcome> {
  const random = new Random(options.seed);
  const faults = new Faults(instance, random, around);
  const { file } = instance;
  const pace = (options.events * HASTE) / (options.minutes * 60);
  const producers = TRAFFIC.map(
    ({ name, people, share }) => new Producer(() => file, { name, people, lanes: LANES, pace: pace * share }),
  );
  const accepted = () => producers.reduce((sum, { calls }) => sum + calls.accepted, 0);
  await strike(planOf(options, faults, random), options.minutes * 60_000, (done, all) =>
    say(`${done} of ${all} faults, ${accepted()} events accepted`),
  );
  const lastFaultAt = Date.now();
  await instance.until(() => accepted() >= options.events, options.minutes * 60_000);
  await Promise.all(producers.map((producer) => producer.finish()));
  const states = await untilOver(instance, Date.now() + TERMINAL_WITHIN_MS);
  const terminalAfterMs = Date.now() - lastFaultAt;
  const { provider, smtp } = around;
  const arrivals = await gatherArrivals(instance, PRODUCERS, smtp?.mails ?? instance.outbox());
  const marked = await gatherMarked(file.databaseUrl, PRODUCERS);
  const all = (pick: (producer: Producer) => Set<string>) => new Set(producers.flatMap((one) => [...pick(one)]));
  const verdict = judge({
    attempted: all((p) => p.attempted),
    acknowledged: all((p) => p.acknowledged),
    arrivals,
    mayBeTwice: smtp ? marked : new Set(),
    states,
  });
  const exitCode = await instance.stop();
  const ends = [...faults.disorderly, ...(exitCode === 0 ? [] : [`exit code ${exitCode}`])];
  verdict.violations["did not stop in order"] = ends;
  return {
    options,
    verdict,
    faults: faults.done,
    marked: marked.size,
    misdeeds: provider?.done ?? {},
    calls: { accepted: accepted(), repeated: producers.reduce((sum, { calls }) => sum + calls.repeated, 0) },
    slowestRecoveryMs: faults.slowestMs,
    terminalAfterMs,
    isSound: Object.values(verdict.violations).every((list) => list.length === 0),
  };
}

/** Everything the options ask for, in an order by chance; each process is killed as often as any other. */
function planOf(options: ChaosOptions, faults: Faults, random: Random): Fault[] {
  const times = (count: number, fault: Fault) => Array.from({ length: Math.round(count) }, () => fault);
  const targets = TARGETS.filter((target) => target !== "mailbox" || options.mail !== "smtp");
  const plan = random.shuffle([
    ...Array.from({ length: options.kills }, (_, i) => () => faults.kill(targets[i % targets.length] ?? "everything")),
    ...times(options.databaseStops, () => faults.stopDatabase()),
    ...times(options.kills / 30, () => faults.skewClock()),
    ...times(options.kills / 30, () => faults.exhaustConnections()),
    ...times(options.kills / 20, () => faults.losePackets()),
    ...times(options.kills / 10, () => faults.endInOrder()),
  ]);
  // None towards the end: what failed twice is right to wait two minutes, and all must be over by then.
  const upsets = [
    ...times(options.mail === "resend" ? options.kills / 4 : 0, () => faults.upsetProvider()),
    ...times(options.mail === "smtp" ? options.kills / 4 : 0, () => faults.slowSmtp()),
  ];
  const early = Math.round(plan.length * 0.7);
  return [...random.shuffle([...plan.slice(0, early), ...upsets]), ...plan.slice(early)];
}

/** Spreads the plan over the time; what comes late because something took long to recover follows at once. */
async function strike(plan: Fault[], withinMs: number, say: (done: number, all: number) => void) {
  const since = Date.now();
  for (const [index, fault] of plan.entries()) {
    await sleep(Math.max(0, since + ((index + 0.5) * withinMs) / plan.length - Date.now()));
    await fault();
    if ((index + 1) % 10 === 0) say(index + 1, plan.length);
  }
}

async function untilOver(instance: Instance, deadline: number): Promise<Record<string, number>> {
  for (;;) {
    const states = await countStates(instance.file.databaseUrl, PRODUCERS);
    if (isOver(states) || Date.now() > deadline) return states;
    await sleep(500);
  }
}

function keepLogs(instance: Instance, root: string, seed: number): void {
  const folder = join(root, "test-results", `chaos-${seed}`);
  mkdirSync(folder, { recursive: true });
  cpSync(join(instance.dataDir, "logs"), folder, { recursive: true });
}
