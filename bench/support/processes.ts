import { readdirSync, readFileSync } from "node:fs";

/** Memory of these processes and of all they started, in MB: what they share is counted once (PSS). Linux only. */
export function memoryOf(roots: number[]): number {
  const parents = readParents();
  const belongs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at; at = parents.get(at)) if (roots.includes(at)) return true;
    return false;
  };
  const kilobytes = [...parents.keys()].filter(belongs).map(pssOf);
  return kilobytes.reduce((sum, kb) => sum + kb, 0) / 1024;
}

function readParents(): Map<number, number> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(pids.flatMap((pid) => [[Number(pid), parentOf(pid)] as const]));
}

function parentOf(pid: string): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? 0);
}

const pssOf = (pid: number) => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

/** Empty for a process that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
