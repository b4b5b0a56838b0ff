import { expect, expectAccessible, test } from "./support/test";

test.use({ allowedErrors: /status of (409|422)/ });

test("a project's events go to its people @desktop", async ({ belfry }) => {
  const admin = await belfry.pageOf("aino", { isFresh: true });
  const key = `app-${Math.random().toString(36).slice(2, 8)}`;
  const name = `Parcelly ${key.slice(-6)}`;
  await admin.goto(`${belfry.url}/settings/projects?w=${belfry.workspace}`);
  await admin.getByRole("button", { name: "New project" }).click();
  await admin.getByLabel("Name").fill(name);
  await admin.getByLabel("Key").fill("no spaces here");
  await admin.getByRole("button", { name: "Add project" }).click();
  await expect(admin.getByText("Key must be lower-case letters")).toBeVisible();
  await expectAccessible(admin);
  await admin.getByLabel("Key").fill(key);
  await admin.getByLabel("Issues by mail").selectOption("weekly");
  await admin.getByRole("button", { name: "Add project" }).click();
  const row = admin.getByRole("listitem").filter({ hasText: key });
  await expect(row).toContainText("Nobody yet · a digest each week");

  await row.getByRole("button", { name: `People of ${name}` }).click();
  const people = admin.getByRole("dialog");
  await people.getByLabel("Add people").fill("@nobody_here");
  await people.getByRole("button", { name: "Add" }).click();
  await expect(people.getByText("No member of this workspace is @nobody_here.")).toBeVisible();
  await people.getByLabel("Add people").fill("@aino, @mara");
  await people.getByRole("button", { name: "Add" }).click();
  await expect(people.getByRole("listitem")).toHaveCount(2);
  await expectAccessible(admin);
  await people.getByRole("button", { name: /Take Mara/ }).click();
  await expect(people.getByRole("listitem")).toHaveCount(1);
  await admin.keyboard.press("Escape");
  await expect(row).toContainText("1 person");

  const receipt = await belfry.tell({ type: "issue.new", data: { project: key, new: 1, titles: ["Crash on start"] } });
  expect(receipt.recipients).toBe(1);
});
