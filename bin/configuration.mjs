// Writes .env.example and docs/configuration.md from the sources; `--check` only says whether they are up to date.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleFiles } from "./bundle.mjs";
import { DIST, root } from "./project.mjs";

await bundleFiles([{ in: "bin/configuration.ts", out: "configuration" }]);
const { configuration } = await import(pathToFileURL(join(DIST, "configuration.mjs")).href);
for (const [path, content] of Object.entries(configuration())) {
  if (readFileSync(join(root, path), { encoding: "utf8", flag: "a+" }) === content) continue;
  if (process.argv.includes("--check")) {
    console.error(`  ${path} is not what the sources say: run node bin/configuration.mjs and commit it`);
    process.exitCode = 1;
  } else writeFileSync(join(root, path), content);
}
