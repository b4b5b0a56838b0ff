import { readdirSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./support/test";

// Each page once as it stands, in both themes and both sizes; what opens on it is for the journey that opens it.
test.describe.configure({ mode: "parallel" });

const SECTIONS = readdirSync("app/(app)/settings", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

async function expectReadable(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}

for (const section of SECTIONS) {
  test(`the settings' ${section} are accessible in light and in dark, and fit`, async ({ belfry, page }) => {
    await page.request.get(belfry.people.find(({ handle }) => handle === "aino")?.signInUrl ?? "");
    if (section === "members") {
      const invitation = { email: `${Math.random().toString(36).slice(2, 8)}@northwind.example`, role: "member" };
      const invitations = `${belfry.url}/api/workspaces/${belfry.workspace}/invitations`;
      const made = await page.request.post(invitations, { data: invitation, headers: { origin: belfry.url } });
      expect(made.status(), await made.text()).toBe(201);
    }
    await page.goto(`${belfry.url}/settings/${section}?w=${belfry.workspace}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    if (section === "notifications") await page.getByRole("button", { name: /^Assignments/ }).click();
    await expectReadable(page);
  });
}

test("the inbox, and a notification in it, are accessible in light and in dark", async ({ belfry }) => {
  const page = await belfry.pageOf("aino");
  const title = `For everybody's eyes ${Math.random().toString(36).slice(2, 8)}`;
  await belfry.tell({ type: "test", title, recipients: { users: ["@aino"] } });
  await expect(page.getByRole("link", { name: title })).toBeVisible();
  await expectReadable(page);
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByText("Why you got this")).toBeVisible();
  await expectReadable(page);
});

test("every list without rows says why, in light and in dark", { tag: "@desktop" }, async ({ belfry }) => {
  const page = await belfry.pageOf("leo", { isFresh: true });
  for (const [show, says] of [
    ["unread", "Nothing unread"],
    ["mentions", "Nobody has mentioned you"],
    ["snoozed", "Nothing is snoozed"],
    ["archived", "Nothing is archived"],
    ["all&priority=urgent", "Nothing fits this filter"],
  ]) {
    await page.goto(`${belfry.url}/notifications?w=${belfry.workspace}&show=${show}`);
    await expect(page.getByRole("heading", { name: says })).toBeVisible();
    await expectReadable(page);
  }
});

test("the way in is accessible in light and in dark", async ({ belfry, page }) => {
  await page.goto(`${belfry.url}/sign-in`);
  await expect(page.getByLabel("E-mail address")).toBeVisible();
  await expectReadable(page);
});
