import { execFileSync } from "node:child_process";
import { expect, expectAccessible, test } from "./support/test";

test.use({ allowedErrors: /status of (409|422)/ });

test("an admin adds a type, a service sends it, and its switch holds it back @desktop", async ({
  belfry,
  isMobile,
}) => {
  const admin = await belfry.pageOf("aino", { isFresh: true });
  const key = `invoice.w${Math.random().toString(36).slice(2, 8)}`;
  const name = `Overdue ${key.slice(-6)}`;
  await admin.goto(`${belfry.url}/settings/event-types?w=${belfry.workspace}`);
  await admin.getByRole("button", { name: "New type" }).click();
  await admin.getByLabel("Name").fill(name);
  await admin.getByLabel("Key").fill("invoice");
  await admin.getByRole("button", { name: "Add type" }).click();
  await expect(admin.getByText("Key must be lower-case words with a dot between")).toBeVisible();
  await expect(admin.getByLabel("Name")).toHaveValue(name);
  await expectAccessible(admin);
  await admin.getByLabel("Key").fill(key);
  await admin.getByLabel("Category").selectOption("tracking");
  await admin.getByLabel("Admins").check();
  await admin.getByLabel("Owners").check();
  await admin.getByRole("button", { name: "Add type" }).click();
  const row = admin.getByRole("listitem").filter({ hasText: key });
  await expect(row).toContainText("Inbox, to admins");

  await belfry.tell({ type: key, data: { title: "Halden owes 90 days" } });
  await admin.goto(`${belfry.url}/notifications?w=${belfry.workspace}`);
  await expect(admin.getByText("Halden owes 90 days").first()).toBeVisible();
  await admin.goto(`${belfry.url}/settings/notifications?w=${belfry.workspace}`);
  if (!isMobile) await expect(admin.locator("main")).toContainText("Tracking");

  await admin.goto(`${belfry.url}/settings/event-types?w=${belfry.workspace}`);
  const saved = admin.waitForResponse((answer) => answer.request().method() === "PATCH");
  await row.getByRole("checkbox").click();
  expect((await saved).status()).toBe(200);
  await belfry.tell({ type: key, data: { title: "Nobody asked for this" } });
  await admin.goto(`${belfry.url}/notifications?w=${belfry.workspace}`);
  await expect(admin.getByText("Halden owes 90 days").first()).toBeVisible();
  await expect(admin.getByText("Nobody asked for this")).toHaveCount(0);

  await admin.goto(`${belfry.url}/settings/event-types?w=${belfry.workspace}`);
  await row.getByRole("button", { name: `Remove ${name}` }).click();
  await admin.getByRole("button", { name: "Remove type" }).click();
  await expect(row).toHaveCount(0);
});

test("the API reference is searched, opened, and gives a command with the reader's own key", async ({ belfry }) => {
  test.setTimeout(90_000);
  const page = await belfry.pageOf("aino");
  await page.goto(`${belfry.url}/settings/developers?w=${belfry.workspace}`);
  await page.getByRole("searchbox", { name: "Search" }).fill("post events tell");
  await expect(page.getByText("1 call", { exact: true })).toBeVisible();
  await page.getByText("Tell people that something happened").click();
  const command = page.getByRole("region", { name: /A command for POST/ });
  await expect(command).toContainText("$BELFRY_API_KEY");
  await page.getByLabel("Your key").fill(belfry.apiKey);
  await expect(command).toContainText(`Bearer ${belfry.apiKey}`);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  const answer = runCommand((await command.textContent()) ?? "");
  expect(JSON.parse(answer)).toMatchObject({ eventId: expect.any(String) });
  await page.getByRole("searchbox", { name: "Search" }).fill("zebra");
  await expect(page.getByText("No call fits these words")).toBeVisible();
});

/** As a person would: pasted into a shell. */
function runCommand(command: string): string {
  return execFileSync("sh", ["-c", command], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}
