import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { validatorsInBrowser } from "./browser-modules.mjs";
import { root } from "./project.mjs";
import { runTool } from "./run-tool.mjs";

const CONFIG = join(root, ".dependency-cruiser.cjs");
const FOLDERS = ["app", "components", "lib", "db", "inngest", "embedded", "bin", "proxy.ts"];
const PLANTED = join(root, "tests/planted");
const LEAST_MODULES = 100;

/** Every import of the project that a rule forbids. */
export async function boundaries() {
  const { violations, modules, error } = await cruise(root, FOLDERS);
  if (error) return error;
  if (modules.length < LEAST_MODULES)
    return `Only ${modules.length} modules were looked at: the check itself is broken.`;
  return [...violations.map(asLine), ...validatorsInBrowser(modules)].join("\n");
}

/**
 * Whether the rules object at all: each has files in tests/planted that break it, named after it, and objects to all of
 * those and to no other.
 */
export async function plantedBoundaries() {
  const { violations, modules, error } = await cruise(PLANTED, readdirSync(PLANTED));
  if (error) return error;
  const ways = validatorsInBrowser(modules);
  if (ways.length !== 1)
    return `Of one way from a component to a validator ${ways.length} were found:\n${ways.join("\n")}`;
  const rules = createRequire(import.meta.url)(CONFIG).forbidden.map(({ name }) => name);
  const files = readdirSync(PLANTED, { recursive: true }).map((path) => basename(path));
  const isCaught = (file, rule) => violations.some((v) => v.rule.name === rule && basename(v.from) === file);
  return [
    ...rules
      .filter((rule) => !files.some((file) => isOf(rule, file)))
      .map((rule) => `  ${rule} has no planted violation`),
    ...rules.flatMap((rule) =>
      files
        .filter((file) => isOf(rule, file) && !isCaught(file, rule))
        .map((file) => `  ${rule} does not object to ${file}`),
    ),
    ...violations.filter((v) => !isOf(v.rule.name, basename(v.from))).map((v) => `${asLine(v)} is innocent`),
  ].join("\n");
}

function isOf(rule, file) {
  return file.startsWith(`${rule}.`) || file.startsWith(`${rule}-by-`);
}

async function cruise(cwd, folders) {
  const tsConfig = ["--ts-config", join(root, "tsconfig.json")];
  const args = ["--config", CONFIG, ...tsConfig, "--output-type", "json", ...folders];
  const { stdout, stderr } = await runTool("node_modules/dependency-cruiser/bin/dependency-cruise.mjs", args, cwd);
  if (!stdout.startsWith("{")) return { error: stderr || stdout || "no answer" };
  const { summary, modules } = JSON.parse(stdout);
  return { violations: summary.violations, modules };
}

function asLine({ rule, from, to, via, cycle }) {
  const way = (via ?? cycle ?? [{ name: to }]).map(({ name }) => name);
  return `  ${rule.name}: ${[from, ...way].join(" → ")}`;
}
