import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { StepFailed } from "./project.mjs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * The path of a Chromium for the browser tests: CHROMIUM_PATH, the system's, or Debian's package, which is installed
 * where we may. Throws one sentence when there is none and none can be had: browser tests are never skipped.
 */
export function ensureChromium() {
  const found = () => [process.env.CHROMIUM_PATH, ...PLACES].find((path) => path && existsSync(path));
  if (found()) return found();
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync("/usr/bin/apt-get")) {
    console.log("Installing Chromium for the browser tests …");
    for (const args of [
      ["update", "-qq"],
      ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ]) {
      spawnSync("apt-get", args, {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      });
    }
  }
  if (found()) return found();
  throw new StepFailed(
    "The browser tests need Chromium: install it (on Debian: apt-get install chromium), or set CHROMIUM_PATH.",
  );
}
