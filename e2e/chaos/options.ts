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
  /** The embedded mailbox, or a provider that misbehaves, too: one that knows a repeat, or a mail server. */
  mail: "embedded" | "resend" | "smtp";
}

const DEFAULTS: ChaosOptions = {
  kills: 100,
  databaseStops: 5,
  events: 10_000,
  minutes: 12,
  seed: 1,
  mail: "resend",
};

const NAMES: Record<string, keyof Omit<ChaosOptions, "mail">> = {
  "--kills": "kills",
  "--database-stops": "databaseStops",
  "--events": "events",
  "--minutes": "minutes",
  "--seed": "seed",
};

/** So much of it is done once more with a mail server, which knows no repeat. */
const WITH_SMTP = 0.2;

/** The second part of a run. */
export const withSmtp = ({ kills, databaseStops, events, minutes, seed }: ChaosOptions): ChaosOptions => ({
  kills: Math.ceil(kills * WITH_SMTP),
  databaseStops: Math.ceil(databaseStops * WITH_SMTP),
  events: Math.ceil(events * WITH_SMTP),
  minutes: minutes * WITH_SMTP,
  seed,
  mail: "smtp",
});

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
