// `npm run check`: everything that can be known without running the product. No database, seconds.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { missingEntries, readLockfile, unverifiedEntries } from "./lockfile.mjs";
import { root } from "./project.mjs";

const LEAST_MODULES = 100;

const CHECKS = [
  ["types", () => run("typescript/bin/tsc", ["--noEmit"])],
  ["style", () => run("@biomejs/biome/bin/biome", ["check", "--error-on-warnings"])],
  ["boundaries", boundaries],
  ["a planted violation is caught", planted],
  ["dead code", () => run("knip/bin/knip.js", [])],
  ["migrations match the schema", migrations],
  ["the configuration reference is up to date", configuration],
  ["the lockfile knows every platform's packages and their digests", lockfile],
  ["paths named in the docs exist", documentedPaths],
];

await ensureInstalled();
let failed = 0;
for (const [name, check] of CHECKS) {
  const complaint = check();
  failed += complaint ? 1 : 0;
  console.log(complaint ? `✗ ${name}\n${complaint}\n` : `✓ ${name}`);
}
process.exit(failed ? 1 : 0);

function boundaries() {
  const { complaint, modules } = cruise(root, [
    "app",
    "components",
    "lib",
    "db",
    "inngest",
    "embedded",
    "bin",
    "proxy.ts",
  ]);
  if (modules < LEAST_MODULES) return `Only ${modules} modules were looked at: the check itself is broken.`;
  return complaint;
}

function planted() {
  const { complaint } = cruise(join(root, "tests/planted"), ["db", "lib"]);
  return complaint.includes("db-knows-nobody") ? "" : "A db file that imports lib was not objected to.";
}

function cruise(cwd, folders) {
  const config = join(root, ".dependency-cruiser.cjs");
  const bin = binOf("dependency-cruiser/bin/dependency-cruise.mjs");
  const tsConfig = ["--ts-config", join(root, "tsconfig.json")];
  const args = [bin, "--config", config, ...tsConfig, "--output-type", "json", ...folders];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  if (!stdout.startsWith("{")) return { complaint: stderr || "no answer", modules: 0 };
  const { summary } = JSON.parse(stdout);
  const lines = summary.violations.map((v) => `  ${v.rule.name}: ${v.from} → ${v.to}`);
  return { complaint: lines.join("\n"), modules: summary.totalCruised };
}

function migrations() {
  const before = snapshotOf("db/migrations");
  const complaint = run("drizzle-kit/bin.cjs", ["generate", "--name", "forgotten"]);
  if (complaint) return complaint;
  return snapshotOf("db/migrations") === before
    ? ""
    : "The schema has changes without a migration: one was generated, look at it and commit it.";
}

function configuration() {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "bin/configuration.mjs"), "--check"]);
  return status === 0 ? "" : stderr.toString();
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

function run(bin, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [binOf(bin), ...args], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return status === 0 ? "" : `${stdout}${stderr}`.trim() || `ended with ${status}`;
}

function binOf(path) {
  return join(root, "node_modules", path);
}
