// `npm run check`: everything that can be known without running the product, side by side. No database, seconds.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { boundaries, plantedBoundaries } from "./boundaries.mjs";
import { ensureInstalled } from "./install.mjs";
import { missingEntries, readLockfile, unverifiedEntries } from "./lockfile.mjs";
import { root } from "./project.mjs";
import { runTool } from "./run-tool.mjs";

const CACHE = "node_modules/.cache";

// The slowest first: there are fewer processors than checks.
const CHECKS = [
  ["types", types],
  ["boundaries", boundaries],
  ["style", () => complaintOf("node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings"])],
  ["dead code", () => complaintOf("node_modules/knip/bin/knip.js", ["--cache", "--cache-location", `${CACHE}/knip`])],
  ["a planted violation of every boundary is caught", plantedBoundaries],
  ["migrations match the schema", migrations],
  ["the configuration reference is up to date", () => complaintOf("bin/configuration.mjs", ["--check"])],
  ["the lockfile knows every platform's packages and their digests", lockfile],
  ["paths named in the docs exist", documentedPaths],
];

await ensureInstalled();
const complaints = CHECKS.map(([, check]) => attempt(check));
let failed = 0;
for (const [i, [name]] of CHECKS.entries()) {
  const complaint = await complaints[i];
  failed += complaint ? 1 : 0;
  console.log(complaint ? `✗ ${name}\n${complaint}\n` : `✓ ${name}`);
}
process.exit(failed ? 1 : 0);

async function attempt(check) {
  try {
    return await check();
  } catch (error) {
    return error.stack;
  }
}

async function complaintOf(script, args) {
  const { status, stdout, stderr } = await runTool(script, args);
  return status === 0 ? "" : `${stdout}${stderr}`.trim() || `ended with ${status}`;
}

// The native compiler takes a fifth of the time; the other one stays for dependency-cruiser, which parses with it. More
// checkers would each look at the shared types again.
function types() {
  const incremental = ["--incremental", "--tsBuildInfoFile", `${CACHE}/types.tsbuildinfo`];
  return complaintOf("node_modules/typescript-native/bin/tsc", ["--noEmit", "--checkers", "1", ...incremental]);
}

async function migrations() {
  const before = snapshotOf("db/migrations");
  const complaint = await complaintOf("node_modules/drizzle-kit/bin.cjs", ["generate", "--name", "forgotten"]);
  if (complaint) return complaint;
  return snapshotOf("db/migrations") === before
    ? ""
    : "The schema has changes without a migration: one was generated, look at it and commit it.";
}

function lockfile() {
  const lock = readLockfile();
  const incomplete = [...missingEntries(lock), ...unverifiedEntries(lock)].map((path) => `  ${path}`);
  return incomplete.length
    ? `${incomplete.join("\n")}\n  are missing or have no digest: run node bin/complete-lock.mjs`
    : "";
}

function snapshotOf(folder) {
  return readdirSync(join(root, folder), { recursive: true }).sort().join("\n");
}

/** Every `path/with.ending` or `folder/` in the docs' inline code, if it begins with one of our top-level folders. */
function documentedPaths() {
  const docs = [
    "README.md",
    "CONTRIBUTING.md",
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((name) => join("docs", name)),
  ];
  const missing = docs
    .filter((doc) => doc.endsWith(".md") && existsSync(join(root, doc)))
    .flatMap((doc) =>
      [
        ...readFileSync(join(root, doc), "utf8").matchAll(
          /`((?:app|bin|components|db|docs|e2e|embedded|inngest|lib|public|tests)\/[\w./()[\]-]*)`/g,
        ),
      ].map(([, path]) => [doc, path]),
    )
    .filter(([, path]) => !existsSync(join(root, path)));
  return missing.map(([doc, path]) => `  ${doc}: ${path}`).join("\n");
}
