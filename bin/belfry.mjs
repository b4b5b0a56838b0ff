#!/usr/bin/env node
// The `belfry` command: tells people things, and reads one's own inbox, at any instance. See docs/cli.md.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { DIST, loadSettings, root, withProjectLock } from "./project.mjs";

const program = join(DIST, "belfry.mjs");

try {
  if (!existsSync(program)) {
    await withProjectLock(async () => {
      await ensureInstalled();
      await ensureBuilt({ pages: false });
    });
  }
  const { main } = await import(pathToFileURL(program).href);
  process.exitCode = await main(process.argv.slice(2), runHere);
} catch (error) {
  console.error(error.message || error);
  process.exitCode = 1;
}

async function runHere(name, file) {
  const path = resolve(file);
  process.chdir(root);
  loadSettings();
  const program = await import(pathToFileURL(join(DIST, `${name}.mjs`)).href);
  return program.main(root, path);
}
