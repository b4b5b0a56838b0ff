import type { BrowserContext, Page } from "@playwright/test";
import { bellOf, expect, test } from "./support/test";

const ROWS = 500;
const SUBJECTS = 10;
const OF_EACH = 4;

/** All that says how many are unread: every bell, chip and title, and the server in both its ways. */
class Counts {
  constructor(
    private readonly pages: Page[],
    private readonly api: string,
  ) {}

  async expect(count: number): Promise<void> {
    for (const page of this.pages) {
      await expect(bellOf(page)).toHaveAccessibleName(`Notifications${count > 0 ? `, ${count} unread` : ""}`);
      const chip = page.getByRole("main").getByRole("button", { name: /^Unread/ });
      await expect(chip).toHaveAccessibleName(count > 0 ? `Unread ${count}` : "Unread");
      await expect(page).toHaveTitle(count > 0 ? new RegExp(`^\\(${count}\\) Inbox`) : /^Inbox/);
    }
    expect(await this.ask("unread-count")).toMatchObject({ count });
    expect(await this.#listed(), "unread rows listed").toBe(count);
  }

  async #listed(): Promise<number> {
    let rows = 0;
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await this.ask(`?unread=true&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      rows += page.notifications.length;
      cursor = page.nextCursor;
    }
    return rows;
  }

  async ask(path: string) {
    const address = path.startsWith("?") ? `${this.api}${path}` : `${this.api}/${path}`;
    const answer = await this.pages[0]?.request.get(address);
    return answer?.json();
  }
}

/** Presses keys one after the other, as fast as they come. */
async function press(page: Page, key: string, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
}

/** Down row by row; where the next are not there yet, as a person does: again. */
async function walk(page: Page, rows: number): Promise<void> {
  const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.row);
  for (let i = 0; i < rows; i++) {
    const before = await focused();
    await expect(async () => {
      await page.keyboard.press("j");
      expect(await focused()).not.toBe(before);
    }).toPass();
  }
}

/** The next key comes as soon as the dialog is gone. */
async function snooze(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Snooze until" });
  await page.keyboard.press("s");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
}

test("500 unread are worked through by keyboard alone, and two tabs, a phone and the server agree on every count", {
  tag: "@desktop",
}, async ({ belfry, browser, watched }) => {
  test.setTimeout(120_000);
  const page = await belfry.pageOf("ines", { isFresh: true });
  await belfry.tellAll(
    Array.from({ length: ROWS }, (_, i) => ({
      type: "issue.new",
      title: `Issue ${i}`,
      recipients: { users: ["@ines"] },
      // The newest of them: forty events about ten subjects.
      ...(i >= ROWS - SUBJECTS * OF_EACH && { subject: { kind: "pipeline", id: `at length ${i % SUBJECTS}` } }),
    })),
  );
  const tab = watched(await page.context().newPage());
  const phones: BrowserContext = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    storageState: await page.context().storageState(),
  });
  const phone = watched(await phones.newPage());
  const address = `${belfry.url}/notifications?w=${belfry.workspace}`;
  for (const one of [page, tab, phone]) await one.goto(address);
  const counts = new Counts([page, tab, phone], `${belfry.url}/api/workspaces/${belfry.workspace}/notifications`);
  await counts.expect(500);

  // Whole subjects, four events each, and back again.
  await press(page, "j");
  await expect(page.getByRole("link", { name: "Issue 499" })).toBeFocused();
  await press(page, "e", 3);
  await counts.expect(488);
  await press(page, "z");
  await counts.expect(492);
  // Past the other subjects, one by one.
  await press(page, "j", SUBJECTS - 2);
  await expect(page.getByRole("link", { name: "Issue 459" })).toBeFocused();
  await press(page, "e", 10);
  await press(page, "z", 2);
  await press(page, "#", 5);
  await counts.expect(479);
  for (let i = 0; i < 3; i++) await snooze(page);
  await counts.expect(476);

  // Many at once, in the other tab.
  await walk(tab, SUBJECTS);
  await press(tab, "x");
  await walk(tab, 39);
  await press(tab, "Shift+X");
  await expect(tab.getByText("40 selected")).toBeVisible();
  await press(tab, "u");
  await counts.expect(436);
  await press(tab, "e");
  await expect(tab.getByText("Archived 40 notifications")).toBeVisible();
  await counts.expect(436);
  await press(tab, "z");
  await press(tab, "x");

  // Read as they are walked through, and unread again.
  for (const key of ["Enter", "j", "j", "j", "j", "j"]) {
    await press(page, key);
    await expect(page.locator("main a[aria-current=true]")).toBeFocused();
  }
  await press(page, "u");
  await press(page, "Escape");
  await counts.expect(431);
  await press(page, "Shift+A");
  await counts.expect(0);
  await phones.close();
});
