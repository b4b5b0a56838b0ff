import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { DIST, loadSettings, root, StepFailed, withProjectLock } from "./project.mjs";

/**
 * Runs one of our bundled commands, `bin/<name>.ts`, with the file named on the command line: its `main(root, file)`
 * answers a sentence, or throws one.
 */
export async function runBundled(name) {
  const [file, ...others] = process.argv.slice(2);
  try {
    if (!file || others.length > 0) throw new StepFailed(`Name one file: npm run ${name} -- FILE`);
    // npm changes the folder, and says where the person was.
    const path = resolve(process.env.INIT_CWD ?? process.cwd(), file);
    process.chdir(root);
    loadSettings();
    await withProjectLock(async () => {
      await ensureInstalled();
      await ensureBuilt({ pages: false });
    });
    const { main } = await import(pathToFileURL(join(DIST, `${name}.mjs`)).href);
    console.log(await main(root, path));
    process.exit(0);
  } catch (error) {
    console.error(error.message || error);
    process.exit(1);
  }
}
