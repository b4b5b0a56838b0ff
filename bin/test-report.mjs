import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { root } from "./project.mjs";

const LISTED = 10;

/** What vitest reports: how many passed and failed, and how long each file took. */
export function readVitestReport(file, code) {
  const report = readReport(file);
  const files = (report?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    name: relative(root, name),
    ms: endTime - startTime,
  }));
  return { ...count(code, report?.numPassedTests, report && report.numFailedTests + report.numPendingTests), files };
}

/** The same of Playwright's. */
export function readPlaywrightReport(file, code) {
  const report = readReport(file);
  const files = (report?.suites ?? []).map((suite) => ({ name: `e2e/${suite.file}`, ms: durationOf(suite) }));
  const stats = report?.stats;
  return { ...count(code, stats?.expected, stats && stats.unexpected + stats.flaky + stats.skipped), files };
}

/** The files that took longest, one a line; a file that ran in several projects counts once. */
export function slowestFiles(files) {
  const total = new Map();
  for (const { name, ms } of files) total.set(name, (total.get(name) ?? 0) + ms);
  return [...total]
    .sort(([, a], [, b]) => b - a)
    .slice(0, LISTED)
    .map(([name, ms]) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`)
    .join("\n");
}

/** A runner that fails without a failed test (or without a word) counts as one failure. */
function count(code, passed = 0, failed = 0) {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function durationOf({ suites = [], specs = [] }) {
  const results = specs.flatMap(({ tests }) => tests.flatMap(({ results }) => results));
  const own = results.reduce((sum, { duration }) => sum + duration, 0);
  return suites.reduce((sum, suite) => sum + durationOf(suite), own);
}
