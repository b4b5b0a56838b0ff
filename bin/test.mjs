// `npm test`: installs and builds what is missing, runs every test, and says which files took longest and how many tests
// passed. `npm test -- unit`, `e2e` or paths run only those.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureChromium } from "./chromium.mjs";
import { ensureInstalled } from "./install.mjs";
import { root, StepFailed, withProjectLock } from "./project.mjs";
import { listFailures, readPlaywrightReport, readVitestReport, slowestFiles } from "./test-report.mjs";
import { chooseTests } from "./test-selection.mjs";

const reports = mkdtempSync(join(tmpdir(), "belfry-test-"));
const chosen = chooseTests(process.argv.slice(2));

try {
  await withProjectLock(async () => {
    await ensureInstalled();
    await ensureBuilt({ pages: chosen.e2e !== undefined });
  });
  const parts = [];
  if (chosen.unit) parts.push(await vitest(chosen.unit));
  if (chosen.e2e) parts.push(await playwright(chosen.e2e, ensureChromium()));
  const [passed, failed] = ["passed", "failed"].map((kind) => parts.reduce((sum, part) => sum + part[kind], 0));
  rmSync(reports, { recursive: true, force: true });
  const slowest = slowestFiles(parts.flatMap(({ files }) => files));
  if (slowest) console.log(`\nThe slowest files:\n${slowest}`);
  const failures = listFailures(parts.flatMap((part) => part.failures));
  const leftOut = parts.flatMap((part) => part.leftOut ?? []);
  if (leftOut.length > 0) console.log(`\nNot run, for want of what they need:\n  ${leftOut.join("\n  ")}`);
  if (failures) console.log(`\nFailed:\n${failures}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof StepFailed ? error.message : error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}

async function vitest(paths) {
  const file = join(reports, "vitest.json");
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run("vitest/vitest.mjs", ["run", ...reporters, ...paths]);
  return readVitestReport(file, code);
}

async function playwright(paths, chromium) {
  const file = join(reports, "playwright.json");
  const code = await run("@playwright/test/cli.js", ["test", "--reporter=list,json", ...paths], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    CHROMIUM_PATH: chromium,
  });
  return readPlaywrightReport(file, code);
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
