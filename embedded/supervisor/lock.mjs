// Plain JavaScript: bin/ needs it before anything is installed or built. Types are in lock.d.mts.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function processStart(pid) {
  if (!existsSync("/proc/self/stat")) return startByPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isDead = fields[0] === "Z" || fields[0] === "X";
    return isDead ? null : `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${fields[19]}`;
  } catch {
    return null;
  }
}

export function markAlive(file, pid = process.pid) {
  writeFileSync(file, JSON.stringify({ pid, started: processStart(pid) }), { mode: 0o600 });
}

export function liveProcess(file) {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, "utf8"));
    return pid && started && processStart(pid) === started ? pid : null;
  } catch {
    return null;
  }
}

// The holder is the live process in the file with the highest number. Taking over a dead holder's lock means linking
// the next number, which only one can do; numbers never go back, so a slow starter cannot take an old one again.
export function takeLock(folder, name) {
  mkdirSync(folder, { recursive: true });
  const file = (number) => join(folder, `${name}.${number}.lock`);
  const draft = join(folder, `${name}.${randomBytes(6).toString("hex")}.draft`);
  markAlive(draft);
  try {
    for (;;) {
      const latest = Math.max(0, ...lockNumbers(folder, name));
      const holder = latest ? liveProcess(file(latest)) : null;
      if (holder) return { holder };
      const mine = file(latest + 1);
      if (!linkNew(draft, mine)) continue;
      const others = lockNumbers(folder, name).filter((number) => number !== latest + 1);
      if (others.some((number) => number > latest + 1)) {
        rmSync(mine, { force: true });
        continue;
      }
      for (const number of others) rmSync(file(number), { force: true });
      return { release: () => writeFileSync(mine, "{}") };
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function startByPs(pid) {
  const { stdout } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" });
  const [, state, started] = /^\s*(\S+)\s+(.+)$/m.exec(stdout ?? "") ?? [];
  return !state || state.startsWith("Z") ? null : started.trim();
}

function lockNumbers(folder, name) {
  const numbers = readdirSync(folder).map((entry) => {
    const isOurs = entry.startsWith(`${name}.`) && entry.endsWith(".lock");
    return isOurs ? Number(entry.slice(name.length + 1, -".lock".length)) : Number.NaN;
  });
  return numbers.filter(Number.isInteger);
}

function linkNew(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}
