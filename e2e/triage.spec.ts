import type { Page } from "@playwright/test";
import { bellOf, expect, expectAccessible, test } from "./support/test";

const unique = (text: string) => `${text} ${Math.random().toString(36).slice(2, 8)}`;
const rowOf = (page: Page, title: string) => page.getByRole("main").getByRole("link", { name: title });
const chip = (page: Page, name: RegExp | string) => page.getByRole("main").getByRole("button", { name, exact: true });

/** Takes back what the toast says was done. What it said before may still be leaving. */
const undo = (page: Page, done: string) =>
  page.getByRole("listitem").filter({ hasText: done }).getByRole("button", { name: /^Undo/ }).last().click();

/** Does something to a row: by its menu where there is touch, else by the buttons that a mouse over it brings. */
async function actOn(page: Page, title: string, deed: string, isMobile: boolean): Promise<void> {
  if (isMobile) {
    await page.getByRole("button", { name: `What to do with ${title}` }).tap();
    await page.getByRole("menuitem", { name: deed }).tap();
    return;
  }
  const line = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ has: page.getByRole("link", { name: title }) });
  await rowOf(page, title).hover();
  await line.getByRole("button", { name: deed, exact: true }).click();
}

test("what is archived, snoozed or deleted is gone at once, found again, and brought back", async ({
  belfry,
  isMobile,
}) => {
  const page = await belfry.pageOf("jun", { isFresh: true });
  const title = unique("Build broken");
  await belfry.tell({ type: "issue.new", title, recipients: { users: ["@jun"] } });
  await expect(rowOf(page, title)).toBeVisible();
  await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");

  await actOn(page, title, "Archive", isMobile);
  await expect(rowOf(page, title)).toBeHidden();
  await expect(page.getByText(`Archived “${title}”`)).toBeVisible();
  await expect(bellOf(page)).toHaveAccessibleName("Notifications");
  await expectAccessible(page);
  await undo(page, `Archived “${title}”`);
  await expect(rowOf(page, title)).toBeVisible();
  await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");

  await actOn(page, title, "Archive", isMobile);
  await chip(page, "Archived").click();
  await expect(rowOf(page, title)).toBeVisible();
  await actOn(page, title, "Move to inbox", isMobile);
  await expect(rowOf(page, title)).toBeHidden();
  await chip(page, "All").click();
  await expect(rowOf(page, title)).toBeVisible();

  await actOn(page, title, isMobile ? "Snooze…" : "Snooze", isMobile);
  await expect(page.getByRole("dialog", { name: "Snooze until" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Tomorrow/ }).click();
  await expect(rowOf(page, title)).toBeHidden();
  await expect(bellOf(page)).toHaveAccessibleName("Notifications");
  await chip(page, "Snoozed").click();
  await expect(rowOf(page, title)).toBeVisible();
  await expect(page.getByText("Tomorrow 09:00").first()).toBeVisible();
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);

  await actOn(page, title, "Delete", isMobile);
  await expect(rowOf(page, title)).toBeHidden();
  await undo(page, `Deleted “${title}”`);
  await expect(rowOf(page, title)).toBeVisible();
  await actOn(page, title, "Move to inbox", isMobile);
  await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");
});

test("filters are kept in the address and under a name", async ({ belfry }) => {
  const page = await belfry.pageOf("jun", { isFresh: true });
  const [high, low, name, other] = [unique("Urgent one"), unique("Idle one"), unique("Burning"), unique("On fire")];
  await belfry.tell({ type: "issue.new", title: high, priority: "urgent", recipients: { users: ["@jun"] } });
  await belfry.tell({ type: "issue.new", title: low, priority: "low", recipients: { users: ["@jun"] } });
  await expect(rowOf(page, low)).toBeVisible();
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("dialog", { name: "Filter" }).getByRole("button", { name: "Urgent" }).click();
  await expect(rowOf(page, low)).toBeHidden();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/priority=urgent/);
  await page.reload();
  await expect(rowOf(page, high)).toBeVisible();
  await expect(rowOf(page, low)).toBeHidden();

  await page.getByRole("button", { name: "Saved filters" }).click();
  await page.getByRole("button", { name: "Save this filter…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: `Saved filters, ${name} is applied` })).toBeVisible();
  await page.getByRole("button", { name: "Remove the filter Urgent" }).click();
  await expect(rowOf(page, low)).toBeVisible();

  await page.getByRole("button", { name: "Saved filters", exact: true }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: `Rename ${name}` }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(other);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Saved filters", exact: true }).click();
  await page.getByRole("button", { name: other, exact: true }).click();
  await expect(rowOf(page, low)).toBeHidden();
  await expect(page).toHaveURL(/priority=urgent/);
  await page.getByRole("button", { name: `Saved filters, ${other} is applied` }).click();
  await page.getByRole("button", { name: `Delete ${other}` }).click();
  await expect(page.getByRole("button", { name: other, exact: true })).toBeHidden();
});

test("what concerns one subject is one row, opened to all of it, and done with as one @desktop", async ({
  belfry,
  isMobile,
}) => {
  const [page, elsewhere] = [await belfry.pageOf("tomas", { isFresh: true }), await belfry.pageOf("tomas")];
  const id = unique("checkout");
  const titles = ["First", "Second", "Third"].map((text) => unique(text));
  for (const title of titles) {
    const event = { type: "issue.new", title, subject: { kind: "pipeline", id }, recipients: { users: ["@tomas"] } };
    await belfry.tell(event);
  }
  const [first = "", second = "", third = ""] = titles;
  for (const tab of [page, elsewhere]) {
    await expect(bellOf(tab)).toHaveAccessibleName("Notifications, 3 unread");
    await expect(rowOf(tab, third)).toBeVisible();
    await expect(rowOf(tab, second)).toBeHidden();
  }
  const gathered = (tab: Page, name: string) =>
    tab.getByRole("listitem").filter({ hasText: third }).getByRole("button", { name });
  await gathered(page, "3 about this").click();
  await expect(rowOf(page, first)).toBeVisible();
  await expectAccessible(page);
  await actOn(page, second, "Archive", isMobile);
  for (const tab of [page, elsewhere]) {
    await expect(gathered(tab, "2 about this")).toBeVisible();
    await expect(bellOf(tab)).toHaveAccessibleName("Notifications, 2 unread");
  }
  await actOn(elsewhere, third, "Archive", isMobile);
  for (const tab of [page, elsewhere]) {
    await expect(rowOf(tab, third)).toBeHidden();
    await expect(bellOf(tab)).toHaveAccessibleName("Notifications");
  }
  await undo(elsewhere, "Archived 2 notifications");
  for (const tab of [page, elsewhere]) {
    await expect(rowOf(tab, third)).toBeVisible();
    await expect(bellOf(tab)).toHaveAccessibleName("Notifications, 2 unread");
  }
});

test("what is being read stays open when it is archived elsewhere", { tag: "@desktop" }, async ({ belfry }) => {
  const [page, elsewhere] = [await belfry.pageOf("tomas", { isFresh: true }), await belfry.pageOf("tomas")];
  const title = unique("Being read");
  await belfry.tell({ type: "issue.new", title, recipients: { users: ["@tomas"] } });
  // A list of the unread keeps only what it had before that was read.
  await expect(rowOf(elsewhere, title)).toBeVisible();
  await rowOf(page, title).click();
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await expect(bellOf(elsewhere)).toHaveAccessibleName("Notifications");
  await expect(rowOf(page, title)).toBeVisible();
  await actOn(elsewhere, title, "Archive", false);
  await expect(rowOf(page, title)).toBeHidden();
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
});

test("the flyout's rows can be read, snoozed and archived from there", { tag: "@desktop" }, async ({ belfry }) => {
  const page = await belfry.pageOf("leo", { isFresh: true });
  const title = unique("In the flyout");
  await belfry.tell({ type: "issue.new", title, recipients: { users: ["@leo"] } });
  await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");
  await bellOf(page).click();
  const flyout = page.getByRole("dialog", { name: "Notifications" });
  await flyout.getByRole("link", { name: title }).hover();
  await flyout.getByRole("button", { name: "Snooze", exact: true }).first().click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Snooze until" })).toBeHidden();
  await flyout.getByRole("link", { name: title }).hover();
  await flyout.getByRole("button", { name: "Archive", exact: true }).first().click();
  await expect(flyout.getByText(title)).toBeHidden();
  await undo(page, `Archived “${title}”`);
  await expect(flyout.getByText(title)).toBeVisible();
});

test.describe("without the network", () => {
  test.use({ allowedErrors: /error occurred when fetching the script|WebSocket|ERR_INTERNET_DISCONNECTED|ERR_FAILED/ });

  test("what could not be archived comes back where it was, and says so", async ({ belfry, isMobile }) => {
    const page = await belfry.pageOf("ines", { isFresh: true });
    const title = unique("Not gone");
    await belfry.tell({ type: "issue.new", title, recipients: { users: ["@ines"] } });
    await expect(rowOf(page, title)).toBeVisible();
    await page.context().setOffline(true);
    await actOn(page, title, "Archive", isMobile);
    await expect(page.getByText(/Not archived\..*cannot be reached/)).toBeVisible();
    await expect(rowOf(page, title)).toBeVisible();
    await expect(page.getByRole("button", { name: /^Undo/ })).toBeHidden();
    await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");
    await page.context().setOffline(false);
  });
});
