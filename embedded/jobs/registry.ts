import type { Database } from "./database";
import { type FunctionSpec, type Reading, readFunction } from "./function-spec";

/** The functions the engine knows, in memory, as last stored by a sync. */
export interface Registry {
  replace(readings: Reading[]): void;
  /** The function, unless it is unknown, gone from the app, or refused. */
  get(id: string): FunctionSpec | undefined;
  /** Why a known function cannot be used. */
  refusal(id: string): string | undefined;
  /** Functions with a trigger for this event name. */
  triggeredBy(eventName: string): FunctionSpec[];
  all(): Reading[];
}

export function createRegistry(): Registry {
  let readings = new Map<string, Reading>();
  let matches = new Map<string, FunctionSpec[]>();
  return {
    replace(list) {
      readings = new Map(list.map((reading) => [reading.id, reading]));
      matches = new Map();
    },
    get(id) {
      const reading = readings.get(id);
      return reading && "spec" in reading ? reading.spec : undefined;
    },
    refusal(id) {
      const reading = readings.get(id);
      return reading && "refused" in reading ? reading.refused : undefined;
    },
    triggeredBy(name) {
      let found = matches.get(name);
      if (!found) {
        const specs = [...readings.values()].flatMap((reading) => ("spec" in reading ? [reading.spec] : []));
        found = specs.filter((spec) => spec.events.some((trigger) => matchesName(trigger.name, name)));
        if (matches.size > 1_000) matches.clear();
        matches.set(name, found);
      }
      return found;
    },
    all: () => [...readings.values()],
  };
}

/** Whether a trigger's name, which may end in `*`, covers an event's; internal events need `inngest/` spelled out. */
export function matchesName(trigger: string, name: string): boolean {
  if (!trigger.endsWith("*")) return trigger === name;
  if (name.startsWith("inngest/") && !trigger.startsWith("inngest/")) return false;
  return name.startsWith(trigger.slice(0, -1));
}

/** The active functions as the last sync of any engine stored them. */
export async function loadFunctions(db: Database): Promise<Reading[]> {
  const rows = await db.query<{ config: unknown }>("SELECT config FROM jobs.fn WHERE active");
  return rows.map(({ config }) => readFunction(config));
}
