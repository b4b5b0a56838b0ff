import type { Page } from "@playwright/test";
import { expect, test } from "./support/test";

/** What waits for idle moments never comes. */
const NEVER_IDLE = { content: "window.requestIdleCallback = () => 0;" };

/** Holds every script back that is asked for from now on. Answers how to let them come. */
async function holdScripts(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

test("a dialog that is still on its way takes the keys that are meant for it @desktop", async ({ belfry }) => {
  const page = await belfry.pageOf("jun", { isFresh: true });
  await page.addInitScript(NEVER_IDLE);
  await page.goto(`${belfry.url}/notifications`);
  await expect(page.getByRole("heading", { name: "Inbox", level: 1 })).toBeVisible();
  const release = await holdScripts(page);
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("keyboarf");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("d");
  release();
  const palette = page.getByRole("dialog", { name: "Search or jump to" });
  await expect(palette.getByRole("combobox")).toHaveValue("keyboard");
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(palette.getByRole("combobox")).toHaveValue("");
});

test("a toast is shown as soon as it can be @desktop", async ({ belfry }) => {
  const page = await belfry.pageOf("jun", { isFresh: true });
  await belfry.tell({ type: "issue.new", title: "Archived early", recipients: { users: ["@jun"] } });
  await page.addInitScript(NEVER_IDLE);
  await page.goto(`${belfry.url}/notifications`);
  const row = page.getByRole("main").getByRole("link", { name: "Archived early" });
  await expect(row).toBeVisible();
  const release = await holdScripts(page);
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await expect(row).toBeHidden();
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeHidden();
  release();
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(row).toBeVisible();
});

test.describe("without the network", () => {
  test.use({
    allowedErrors:
      /error occurred when fetching the script|ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket|Failed to load chunk/,
  });

  test("what went wrong is said, although the code of toasts never came", async ({ belfry }) => {
    const page = await belfry.pageOf("jun", { isFresh: true });
    await page.addInitScript(NEVER_IDLE);
    await page.goto(`${belfry.url}/settings/notifications`);
    const inbox = page.getByRole("checkbox", { name: "Inbox for Mail", exact: true });
    await expect(inbox).toBeChecked();
    // Also from the browser's cache nothing comes.
    await page.route("**/_next/static/chunks/*.js", (route) => route.abort("internetdisconnected"));
    await page.context().setOffline(true);
    await inbox.click();
    await expect(page.getByRole("alert").getByText(/Not saved: Inbox for Mail is as it was/)).toBeVisible();
    await expect(inbox).toBeChecked();
    await page.context().setOffline(false);
  });
});
