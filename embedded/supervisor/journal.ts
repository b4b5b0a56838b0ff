import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

const MAX_FILE_BYTES = 10_000_000;
const REMEMBERED_LINES = 8;
const MAX_SHOWN = 300;
const ERROR = 50; // pino's number

/** What one process says: all of it to `<data dir>/logs/<name>.log`, what a person must see to the terminal. */
export interface Journal {
  /** Reads the stream until it ends; `onLine` sees every line. */
  follow(stream: Readable, onLine?: (line: string) => void): void;
  /** The last lines it said, without stack traces. */
  lastLines(): string;
}

/** Opens a process's journal. `isVerbose` shows everything on the terminal as it comes. */
export function openJournal(dataDir: string, name: string, isVerbose: boolean): Journal {
  const folder = join(dataDir, "logs");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${name}.log`);
  let size = existsSync(path) ? statSync(path).size : 0;
  const remembered: string[] = [];
  let lastShown: string | null = null;

  function record(line: string): void {
    if (size > MAX_FILE_BYTES) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, `${line}\n`, { mode: 0o600 });
    size += Buffer.byteLength(line) + 1;
    if (/^\s*at |^\s*$|^\s*[{}^]|^Node\.js v/.test(line)) return;
    remembered.push(line.trim());
    if (remembered.length > REMEMBERED_LINES) remembered.shift();
  }

  return {
    follow(stream, onLine) {
      createInterface({ input: stream }).on("line", (line) => {
        record(line);
        onLine?.(line);
        const shown = isVerbose ? line : wordsForTerminal(name, line);
        if (shown === null || (shown === lastShown && !isVerbose)) return; // the log has every repetition
        console.error(shown);
        lastShown = shown;
      });
      stream.on("error", () => {}); // the process is gone; its exit is what is told
    },
    lastLines: () => remembered.join("\n"),
  };
}

/** The words of a log line a person must see: codes (`terminal`) and errors. */
function wordsForTerminal(name: string, line: string): string | null {
  const entry = parseEntry(line);
  if (typeof entry?.terminal === "string") return plain(entry.terminal);
  const level = entry?.level;
  const isGrave = typeof level === "number" ? level >= ERROR : level === "error" || level === "fatal";
  if (!isGrave) return null;
  const cause = entry?.err as { message?: unknown } | undefined;
  const words = [entry?.msg ?? entry?.message, cause?.message].filter((part) => typeof part === "string");
  return plain(`${name}: ${words.join(": ")}`.slice(0, MAX_SHOWN));
}

function parseEntry(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

// A subject line must not steer the terminal.
function plain(text: string): string {
  return text.replace(/\p{C}/gu, " ");
}
