/** What stays the same for one life of a process and differs for the next one with its number; null when it is gone. */
export function processStart(pid: number): string | null;
/** Says in `file` that a process (default: this one) is alive; `liveProcess` reads it. */
export function markAlive(file: string, pid?: number): void;
/** The number of the process that wrote `file` with `markAlive`, while it lives. */
export function liveProcess(file: string): number | null;
/** Takes the lock `name` in `folder`, or tells which live process holds it. A dead holder's lock is free. */
export function takeLock(folder: string, name: string): { release(): void } | { holder: number };
