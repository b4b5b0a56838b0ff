import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, expectAccessible, test } from "./support/test";

// Ending a session closes all live connections of its person; their pages connect again.
test.use({ allowedErrors: /status of (403|404|409|422)|WebSocket is already in CLOSING/ });

let home: string;
const running = new Set<ChildProcess>();
test.beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "belfry-cli-"));
});
test.afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

/** The built command, as people run it. */
function belfryCommand(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["bin/belfry.mjs", ...args], {
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", XDG_CONFIG_HOME: home, ...env },
  });
  running.add(child);
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (said.out += chunk));
  child.stderr.on("data", (chunk: Buffer) => (said.err += chunk));
  const ended = once(child, "close").then(([code]) => code as number);
  return { child, said, ended };
}

test("a program is let in from a browser, hears of an event, and is put out again @desktop", async ({
  belfry,
  isMobile,
}) => {
  test.setTimeout(90_000);
  const handle = isMobile ? "leo" : "jun";
  const login = belfryCommand(["login", "--url", belfry.url]);
  await expect.poll(() => login.said.err, { timeout: 20_000 }).toContain("shows the code");
  const link = /Open (\S+)/.exec(login.said.err)?.[1] ?? "";
  const code = /the code ([A-Z-]+)\./.exec(login.said.err)?.[1] ?? "";

  const page = await belfry.pageOf(handle);
  await page.goto(link);
  await expect(page.getByLabel("Code")).toHaveValue(code);
  await expectAccessible(page);
  await page.getByLabel("Code").fill("BBBB-BBBB");
  await page.keyboard.press("Enter");
  await expect(page.getByText("No program waits under this code")).toBeVisible();
  await page.getByLabel("Code").fill("what");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The code is eight letters")).toBeVisible();
  await page.getByLabel("Code").fill(code.toLowerCase());
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /Let belfry on .* in\?/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Let it in" }).click();
  await expect(page.getByRole("heading", { name: "Signed in" })).toBeVisible();
  await expectAccessible(page);
  expect(await login.ended).toBe(0);
  expect(login.said.out).toContain(`in the workspace ${belfry.workspace}`);

  const watch = belfryCommand(["notifications", "watch", "--interval", "1"]);
  await expect.poll(() => watch.said.err, { timeout: 20_000 }).toContain("Waiting for more");
  const title = `Hello terminal ${Math.random().toString(36).slice(2)}`;
  const env = { BELFRY_API_KEY: belfry.apiKey, BELFRY_WORKSPACE: belfry.workspace };
  const send = ["send", "--url", belfry.url, "--type", "test", "--title", title, "--to", `@${handle}`];
  expect(await belfryCommand(send, env).ended).toBe(0);
  await expect.poll(() => watch.said.out, { timeout: 20_000 }).toContain(`● ${title}`);

  await page.goto(`${belfry.url}/settings/sessions?w=${belfry.workspace}`);
  const row = page.getByRole("listitem").filter({ hasText: "belfry on" }).first();
  await row.getByRole("button", { name: /Sign out/ }).click();
  expect(await watch.ended).toBe(3);
  expect(watch.said.err).toContain("Sign in first");
});

test("a program that is refused in the browser ends with a sentence @desktop", async ({ belfry }) => {
  const login = belfryCommand(["login", "--url", belfry.url]);
  await expect.poll(() => login.said.err, { timeout: 20_000 }).toContain("shows the code");
  const page = await belfry.pageOf("mara");
  await page.goto(/Open (\S+)/.exec(login.said.err)?.[1] ?? "");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Refuse" }).click();
  await expect(page.getByRole("heading", { name: "Refused" })).toBeVisible();
  expect(await login.ended).toBe(4);
  expect(login.said.err).toContain("refused in the browser");
});

test("nobody is sent to sign in first, and comes back with the code", async ({ belfry, page }) => {
  await page.goto(`${belfry.url}/device?code=WDJB-MJHT`);
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fdevice%3Fcode%3DWDJB-MJHT/);
});
