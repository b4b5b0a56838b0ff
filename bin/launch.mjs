import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { markAlive } from "../embedded/supervisor/lock.mjs";
import { ensureBuilt } from "./build.mjs";
import { watchBundles } from "./bundle.mjs";
import { ensureInstalled } from "./install.mjs";
import { loadSettings, root, StepFailed, USERS, withProjectLock } from "./project.mjs";

/** Installs and builds what is missing, then becomes the supervisor. `--dev`: pages and bundles follow the sources. */
export async function launch(args) {
  const since = Date.now();
  try {
    const dev = readArguments(args);
    loadSettings();
    await withProjectLock(async () => {
      await ensureInstalled();
      await ensureBuilt({ pages: !dev });
      markProjectInUse();
    });
    if (dev) await watchBundles();
    const supervisor = await import(pathToFileURL(join(root, "dist", "supervisor.mjs")).href);
    await supervisor.start({ root, dev, since });
  } catch (error) {
    console.error(error instanceof StepFailed ? error.message : error);
    process.exit(1);
  }
}

function readArguments(args) {
  const unknown = args.find((arg) => arg !== "--dev");
  if (unknown) throw new StepFailed(`bin/start.mjs knows only --dev, not ${unknown}; settings are in .env.example.`);
  return args.includes("--dev");
}

// Nobody installs or builds under a running Belfry: see ensureNobodyRuns.
function markProjectInUse() {
  mkdirSync(USERS, { recursive: true });
  const file = join(USERS, `${process.pid}.json`);
  markAlive(file);
  process.on("exit", () => rmSync(file, { force: true }));
}
