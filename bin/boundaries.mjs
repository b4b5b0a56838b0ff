import { join } from "node:path";
import { root } from "./project.mjs";
import { runTool } from "./run-tool.mjs";

const CONFIG = join(root, ".dependency-cruiser.cjs");
const FOLDERS = ["app", "components", "lib", "db", "inngest", "embedded", "bin", "proxy.ts"];
const LEAST_MODULES = 100;

/** Every import of the project that a rule forbids. */
export async function boundaries() {
  const { violations, modules, error } = await cruise(root, FOLDERS);
  if (error) return error;
  if (modules < LEAST_MODULES) return `Only ${modules} modules were looked at: the check itself is broken.`;
  return violations.map(asLine).join("\n");
}

/** Whether the rules object at all. */
export async function plantedBoundaries() {
  const { violations, error } = await cruise(join(root, "tests/planted"), ["db", "lib"]);
  if (error) return error;
  return violations.some((v) => v.rule.name === "db-knows-nobody")
    ? ""
    : "A db file that imports lib is not objected to.";
}

async function cruise(cwd, folders) {
  const tsConfig = ["--ts-config", join(root, "tsconfig.json")];
  const args = ["--config", CONFIG, ...tsConfig, "--output-type", "json", ...folders];
  const { stdout, stderr } = await runTool("node_modules/dependency-cruiser/bin/dependency-cruise.mjs", args, cwd);
  if (!stdout.startsWith("{")) return { error: stderr || stdout || "no answer" };
  const { violations, totalCruised } = JSON.parse(stdout).summary;
  return { violations, modules: totalCruised };
}

function asLine({ rule, from, to, via = [] }) {
  return `  ${rule.name}: ${[from, ...via.map(({ name }) => name), to].join(" → ")}`;
}
