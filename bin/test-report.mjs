import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./project.mjs";

const LISTED = 10;
const FAILURES = 20;
const NEEDS = /\(needs [^)]+\)/;
/** Of each failure's message. */
const WORDS = 600;

/** What vitest reports: how many passed and failed, and how long each file took. */
export function readVitestReport(file, code) {
  const report = readReport(file);
  const files = (report?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    name: relative(root, name),
    ms: endTime - startTime,
  }));
  const tests = (report?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
  const failures = (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    // A file that cannot be loaded has no tests to fail.
    if (failed.length === 0) return status === "failed" ? [failure(relative(root, name), message)] : [];
    return failed.map((test) => failure(`${relative(root, name)} › ${test.fullName}`, test.failureMessages[0]));
  });
  // A test that says what it needs may be left out where that is not; any other that did not run is a failure.
  const skipped = tests.filter((test) => test.status !== "passed" && test.status !== "failed");
  const leftOut = skipped.filter((test) => NEEDS.test(test.fullName)).map((test) => test.fullName);
  const failed = report && report.numFailedTests + skipped.length - leftOut.length;
  return { ...count(code, report?.numPassedTests, failed), files, failures, leftOut };
}

/** The same of Playwright's. */
export function readPlaywrightReport(file, code) {
  const report = readReport(file);
  const files = (report?.suites ?? []).map((suite) => ({ name: `e2e/${suite.file}`, ms: durationOf(suite) }));
  const stats = report?.stats;
  const failed = stats && stats.unexpected + stats.flaky + stats.skipped;
  const failures = (report?.suites ?? []).flatMap((suite) => failuresOf(suite, [`e2e/${suite.file}`]));
  return { ...count(code, stats?.expected, failed), files, failures };
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

/** What failed and its first words, one a line: whoever reads only the end of a long log finds it there. */
export const listFailures = (failures) => failures.slice(0, FAILURES).join("\n");

function failuresOf({ suites = [], specs = [] }, path) {
  const own = specs
    .filter(({ ok }) => !ok)
    .map(({ title, tests }) => {
      const error = tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors))[0];
      return failure([...path, title].join(" › "), error?.message);
    });
  return [...own, ...suites.flatMap((suite) => failuresOf(suite, [...path, suite.title]))];
}

/** Colours of a terminal would hide in a log what they colour in one. */
const failure = (name, message = "") =>
  `  ${name}\n      ${stripVTControlCharacters(message).trim().slice(0, WORDS).split("\n").slice(0, 3).join("\n      ")}`;

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
