// `npm test`: installs and builds what is missing, runs every test, and says how many passed.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureChromium } from "./chromium.mjs";
import { ensureInstalled } from "./install.mjs";
import { root, StepFailed, withProjectLock } from "./project.mjs";

const reports = mkdtempSync(join(tmpdir(), "belfry-test-"));
const only = process.argv[2];

try {
  await withProjectLock(async () => {
    await ensureInstalled();
    await ensureBuilt();
  });
  const chromium = ensureChromium();
  const totals = [];
  if (only !== "e2e") totals.push(await vitest());
  if (only !== "unit") totals.push(await playwright(chromium));
  const [passed, failed] = [0, 1].map((i) => totals.reduce((sum, total) => sum + total[i], 0));
  rmSync(reports, { recursive: true, force: true });
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof StepFailed ? error.message : error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}

async function vitest() {
  const file = join(reports, "vitest.json");
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run("vitest/vitest.mjs", ["run", ...reporters]);
  const report = readReport(file);
  return count(code, report?.numPassedTests, report ? report.numFailedTests + report.numPendingTests : undefined);
}

async function playwright(chromium) {
  const file = join(reports, "playwright.json");
  const code = await run("@playwright/test/cli.js", ["test", "--reporter=list,json"], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    CHROMIUM_PATH: chromium,
  });
  const stats = readReport(file)?.stats;
  return count(code, stats?.expected, stats && stats.unexpected + stats.flaky + stats.skipped);
}

/** A runner that fails without a failed test (or without a word) counts as one failure. */
function count(code, passed = 0, failed = 0) {
  return [passed, code !== 0 && failed === 0 ? 1 : failed];
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function run(script, args, env = {}) {
  const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    env: { ...process.env, CI: process.env.CI ?? "", ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  let isStopped = false;
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      isStopped = true;
      child.kill(signal);
    });
  }
  return new Promise((resolve, reject) =>
    child.once("exit", (code) => (isStopped ? reject(new StepFailed("Stopped.")) : resolve(code ?? 1))),
  );
}
