export interface ChaosOptions {
  /** kill -9, of one process or of all. */
  kills: number;
  /** Immediate stops of PostgreSQL. */
  databaseStops: number;
  /** At least this many accepted. */
  events: number;
  /** How long the faults go on. */
  minutes: number;
  seed: number;
  /** Whether the mail provider misbehaves, too; else mail goes straight to the embedded mailbox. */
  withProvider: boolean;
}

const DEFAULTS: ChaosOptions = {
  kills: 100,
  databaseStops: 5,
  events: 10_000,
  minutes: 12,
  seed: 1,
  withProvider: true,
};

const NAMES: Record<string, keyof Omit<ChaosOptions, "withProvider">> = {
  "--kills": "kills",
  "--database-stops": "databaseStops",
  "--events": "events",
  "--minutes": "minutes",
  "--seed": "seed",
};

/** Reads `--kills 100 --seed 7 …`; what is not given is the full form. Throws a sentence for anything else. */
export function readOptions(args: string[]): ChaosOptions {
  const options = { ...DEFAULTS, seed: Date.now() % 1_000_000 };
  for (let i = 0; i < args.length; i += 2) {
    const name = NAMES[args[i] ?? ""];
    if (!name) throw new Error(`There is no option ${args[i]}: choose from ${Object.keys(NAMES).join(", ")}.`);
    const value = Number(args[i + 1]);
    if (!(value >= 0)) throw new Error(`${args[i]} needs a number.`);
    options[name] = value;
  }
  return options;
}
