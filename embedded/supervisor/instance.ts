import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../atomic-file";
import type { Person } from "./prepare";

/** What a running Belfry tells other programs on this machine, in `<data dir>/instance.json` (0600). */
export interface Instance {
  readonly url: string;
  readonly workspace: string;
  readonly people: readonly Person[];
  /** A demo producer's key; null without the demo seed. */
  readonly apiKey: string | null;
  readonly pids: Readonly<Record<string, number>>;
  readonly databaseUrl: string;
}

const pathIn = (dataDir: string) => join(dataDir, "instance.json");

export function writeInstance(dataDir: string, instance: Instance): void {
  writeAtomically(pathIn(dataDir), `${JSON.stringify(instance, null, 2)}\n`);
}

/** The file of a running instance, or of one that was killed; null when there is none that can be read. */
export function findInstance(dataDir: string): Instance | null {
  if (!existsSync(pathIn(dataDir))) return null;
  try {
    return JSON.parse(readFileSync(pathIn(dataDir), "utf8")) as Instance;
  } catch {
    return null;
  }
}

export function removeInstance(dataDir: string): void {
  rmSync(pathIn(dataDir), { force: true });
}
