import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { ensureInstalled } from "./install.mjs";
import { DIST, ensureNobodyRuns, hashOf, root, StepFailed, withProjectLock } from "./project.mjs";
import { runStep } from "./run-step.mjs";

const SHARED = ["lib", "db", "inngest", "package-lock.json", "tsconfig.json"];
const OF_BUNDLES = [...SHARED, "embedded", "bin"];
const OF_PAGES = [
  ...SHARED,
  "app",
  "components",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.ts",
  "postcss.config.mjs",
];

/** Builds what is out of date: the bundles in dist/ and, with `pages`, Next's build. Call it under the project lock. */
export async function ensureBuilt({ pages = true } = {}) {
  await ensureStep("bundles", OF_BUNDLES, join(DIST, "supervisor.mjs"), bundle);
  if (pages) await ensureStep("pages", OF_PAGES, join(root, ".next", "BUILD_ID"), buildPages);
}

/** For tests of one file: bundles what is out of date, whoever runs from here meanwhile. */
export async function refreshBundles() {
  if (!isCurrent("bundles", hashOf(OF_BUNDLES), join(DIST, "supervisor.mjs"))) await bundle();
}

// The stamp goes before the work begins and comes back when it is done: a build killed half way counts as none.
async function ensureStep(name, sources, product, work) {
  const wanted = hashOf(sources);
  if (isCurrent(name, wanted, product)) return;
  ensureNobodyRuns("Belfry's sources have");
  const stamp = stampOf(name);
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(DIST, { recursive: true });
  writeFileSync(stamp, wanted);
}

const stampOf = (name) => join(DIST, `${name}.stamp`);

function isCurrent(name, wanted, product) {
  const stamp = stampOf(name);
  return existsSync(product) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
}

async function buildPages() {
  console.log("Building the pages (about half a minute) …");
  const next = join(root, "node_modules", "next", "dist", "bin", "next");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { how, said } = await runStep([process.execPath, next, "build"], { env, quiet: true });
  if (how === 0) return;
  const words = said.trim().split("\n").slice(-60).join("\n");
  throw new StepFailed(`${words}\n\nThe pages could not be built (next build ended with ${how}): its words are above.`);
}

async function main() {
  try {
    await withProjectLock(async () => {
      await ensureInstalled();
      await ensureBuilt();
    });
    console.log("Built.");
  } catch (error) {
    console.error(error instanceof StepFailed ? error.message : error);
    process.exit(1);
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
