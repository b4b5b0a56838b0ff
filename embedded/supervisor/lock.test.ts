import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { liveProcess, markAlive, processStart, takeLock } from "./lock.mjs";

const TAKER = `
  const { takeLock } = await import(process.argv[1]);
  const lock = takeLock(process.argv[2], "supervisor");
  console.log("holder" in lock ? String(lock.holder) : "mine");
  setInterval(() => {}, 1000);`;

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-lock-"));
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  rmSync(folder, { recursive: true, force: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function take(): Promise<{ child: ChildProcess; answer: string }> {
  const args = ["--input-type=module", "-e", TAKER, join(import.meta.dirname, "lock.mjs"), folder];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, answer: line.toString().trim() };
}

describe("the lock", () => {
  it("has one holder among many at once, and is free again after kill -9", async () => {
    for (let round = 0; round < 2; round++) {
      const takers = await Promise.all(Array.from({ length: 6 }, take));
      const winner = takers.find(({ answer }) => answer === "mine");
      const answers = takers.filter((taker) => taker !== winner).map(({ answer }) => answer);
      expect(answers).toEqual(Array(5).fill(String(winner?.child.pid)));
      await Promise.all(takers.map(({ child }) => kill(child)));
    }
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("is held within one process too, until released", () => {
    const lock = takeLock(folder, "a");
    expect(takeLock(folder, "a")).toEqual({ holder: process.pid });
    expect(takeLock(folder, "b")).toHaveProperty("release");
    if ("release" in lock) lock.release();
    expect(takeLock(folder, "a")).toHaveProperty("release");
  });

  it("does not take a stranger with a reused process number for the holder", () => {
    const file = join(folder, "a.1.lock");
    markAlive(file);
    expect(liveProcess(file)).toBe(process.pid);
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: "another life" }));
    expect(liveProcess(file)).toBeNull();
    expect(takeLock(folder, "a")).toHaveProperty("release");
    expect(processStart(4_194_305)).toBeNull();
  });
});
