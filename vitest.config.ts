import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{app,bin,components,db,embedded,inngest,lib,tests}/**/*.test.{ts,tsx}", "*.test.ts"],
    globalSetup: "tests/global-setup.ts",
    setupFiles: "tests/setup.ts",
    pool: "forks",
    // One more than the smallest machine has cores: much of a test is waiting for a process or a clock.
    maxWorkers: 3,
    // A file's modules are its own all the same: tests/setup.ts sees to that, and what packages cost is paid once.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A machine may be many times slower than this one.
    expect: { poll: { timeout: 20_000 } },
    restoreMocks: true,
  },
});
