import { defineConfig } from "@playwright/test";

const chromium = {
  browserName: "chromium" as const,
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/support/global-setup.ts",
  outputDir: "test-results",
  // One per core of the smallest machine; each has an instance of its own.
  workers: 2,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    ...chromium,
    // Recording slows every step; `TRACE=1` keeps it of what fails.
    trace: process.env.TRACE ? "retain-on-failure" : "off",
    locale: "en-GB",
    timezoneId: "Europe/Helsinki",
  },
  projects: [
    {
      name: "desktop",
      testIgnore: /(faults|stop|entrances|engines)\.spec/,
      grepInvert: /@phone/,
      use: { viewport: { width: 1360, height: 820 } },
    },
    {
      name: "phone",
      testIgnore: /(faults|stop|entrances|engines)\.spec/,
      grepInvert: /@desktop/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
    { name: "faults", testMatch: /(faults|stop|entrances)\.spec/ },
    { name: "engines", testMatch: /engines\.spec/ },
  ],
});
