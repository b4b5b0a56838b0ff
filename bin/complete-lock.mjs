// `node bin/complete-lock.mjs`, after an install that changed the lockfile: npm leaves out what other platforms need when
// the installed packages do not have it, and never comes back to an entry that lacks its digest.
import { writeFileSync } from "node:fs";
import { runNpm } from "./install.mjs";
import { LOCKFILE, missingEntries, readLockfile, unverifiedEntries } from "./lockfile.mjs";
import { withProjectLock } from "./project.mjs";

const lock = readLockfile();
for (const path of unverifiedEntries(lock)) delete lock.packages[path];
writeFileSync(LOCKFILE, `${JSON.stringify(lock, null, 2)}\n`);
await withProjectLock(() => runNpm(["install", "--package-lock-only", "--ignore-scripts", "--loglevel=error"]));

const whole = readLockfile();
const incomplete = [...missingEntries(whole), ...unverifiedEntries(whole)];
if (incomplete.length) {
  console.error(`The registry does not describe these, so nobody could verify them; ask another one:`);
  for (const path of incomplete) console.error(`  ${path}`);
  process.exitCode = 1;
}
