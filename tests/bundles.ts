import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll } from "vitest";

/** The programs in dist/ are those of the sources: `npm test` has built them, who runs one file has perhaps not. */
export function useBundles(): void {
  beforeAll(() => {
    const code = 'await (await import("./bin/build.mjs")).refreshBundles()';
    execFileSync(process.execPath, ["--input-type=module", "-e", code], { cwd: join(import.meta.dirname, "..") });
  });
}
