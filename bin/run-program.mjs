import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "./build.mjs";
import { bundleFiles } from "./bundle.mjs";
import { ensureInstalled } from "./install.mjs";
import { DIST, root, StepFailed, withProjectLock } from "./project.mjs";

/**
 * Runs one of our own TypeScript programs, `<folder>/main.ts`, on a built project: bundles it (and each of its
 * `<folder>/programs/`, which it may start as processes) to dist/, and calls its `main(root, arguments)`. The process
 * ends with the number that answers, or with 1 and a sentence.
 */
export async function runProgram(name, folder) {
  process.chdir(root);
  try {
    await withProjectLock(async () => {
      await ensureInstalled();
      await ensureBuilt();
      await bundleFiles([{ in: join(folder, "main.ts"), out: name }, ...helpersOf(name, folder)]);
    });
    const { main } = await import(pathToFileURL(join(DIST, `${name}.mjs`)).href);
    process.exit(await main(root, process.argv.slice(2)));
  } catch (error) {
    console.error(error instanceof StepFailed ? error.message : error);
    process.exit(1);
  }
}

function helpersOf(name, folder) {
  const programs = join(root, folder, "programs");
  if (!existsSync(programs)) return [];
  return readdirSync(programs).map((file) => ({
    in: join(folder, "programs", file),
    out: `${name}-${file.replace(/\.ts$/, "")}`,
  }));
}
