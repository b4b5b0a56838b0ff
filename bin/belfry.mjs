#!/usr/bin/env node
// The `belfry` command: tells people things, and reads one's own inbox, at any instance. See docs/cli.md.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { DIST, withProjectLock } from "./project.mjs";

const program = join(DIST, "belfry.mjs");

try {
  if (!existsSync(program)) {
    await withProjectLock(async () => {
      await ensureInstalled();
      await ensureBuilt({ pages: false });
    });
  }
  const { main } = await import(pathToFileURL(program).href);
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message || error);
  process.exitCode = 1;
}
