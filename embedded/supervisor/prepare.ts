import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { Failure, sentenceOf } from "../failure";

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly handle: string;
  readonly role: string;
  readonly signInUrl: string;
}

/** What `prepare` leaves behind: the workspace and, with the demo seed, its people and a producer's key. */
export interface Prepared {
  readonly workspace: string;
  readonly people: readonly Person[];
  readonly apiKey: string | null;
}

/** Runs `prepare` (migrate, seed an empty database) to its end; its complaint becomes the `Failure`. */
export async function runPrepare(
  [program, ...args]: readonly [string, ...string[]],
  options: { cwd: string; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<Prepared> {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const exit = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(code === 0 ? "" : `ended with ${signal ?? code}`));
  });
  const [said, complaint, how] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  options.signal.throwIfAborted();
  if (how) throw new Failure(sentencesIn(complaint) || `The database could not be prepared: prepare ${how}.`);
  try {
    return JSON.parse(said.trim().split("\n").at(-1) ?? "") as Prepared;
  } catch (error) {
    throw new Failure(`The database could not be prepared: prepare's answer cannot be read (${sentenceOf(error)}).`);
  }
}

function sentencesIn(complaint: string): string {
  const lines = complaint.split("\n").filter((line) => line.trim() && !/^\s*at |^\{"level"/.test(line));
  return lines.slice(-5).join("\n");
}
