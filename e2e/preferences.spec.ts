import type { Page } from "@playwright/test";
import { bellOf, expect, test } from "./support/test";

const unique = (text: string) => `${text} ${Math.random().toString(36).slice(2, 8)}`;
const switchOf = (page: Page, name: string) => page.getByRole("checkbox", { name, exact: true });
const backOf = (page: Page, name: string) => page.getByRole("button", { name: `Back to inherited: ${name}` });

interface Where {
  url: string;
  workspace: string;
}

/** The page, as the server draws it. */
async function open(page: Page, { url, workspace }: Where): Promise<void> {
  await page.goto(`${url}/settings/notifications?w=${workspace}`);
  await expect(page.getByRole("heading", { level: 1, name: "Notifications" })).toBeVisible();
}

/** The person behind the page has said nothing about these categories: what an earlier run said is forgotten. */
async function forget(page: Page, { url, workspace }: Where, categories: string[]): Promise<void> {
  const changes = categories.flatMap((key) =>
    ["in_app", "email"].map((channel) => ({ scope: "category", key, channel, isOn: null })),
  );
  const target = `${url}/api/workspaces/${workspace}/notifications/preferences`;
  const answer = await page.request.patch(target, { data: { changes }, headers: { origin: url } });
  expect(answer.status()).toBe(200);
}

const saved = (page: Page) =>
  page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.url().endsWith("/preferences"));

test("e-mail switched off for a category stays away, the inbox says why, and switched on it comes again @desktop", async ({
  belfry,
}) => {
  const page = await belfry.pageOf("tomas");
  await forget(page, belfry, ["system"]);
  await bellOf(page).click();
  await page.getByRole("link", { name: "What reaches you" }).click();
  const email = switchOf(page, "Email for System");
  await expect(email).toBeChecked();
  const isSaved = saved(page);
  await email.click();
  await expect(email).not.toBeChecked();
  expect((await isSaved).status()).toBe(200);

  const silent = unique("Only in the inbox");
  const receipt = await belfry.tell({ type: "test", title: silent, recipients: { users: ["@tomas"] } });
  expect(receipt).toMatchObject({ recipients: 1, deliveries: 0 });
  await page.goto(`${belfry.url}/notifications?w=${belfry.workspace}`);
  await page.getByRole("link", { name: silent }).click();
  await expect(page.getByText("you switched Email off for System")).toBeVisible();

  await open(page, belfry);
  await expect(email).not.toBeChecked();
  const isInherited = saved(page);
  await email.focus();
  await backOf(page, "Email for System").click();
  await expect(email).toBeChecked();
  await expect(email).toBeFocused();
  expect((await isInherited).status()).toBe(200);
  const mailed = unique("By mail again");
  await belfry.tell({ type: "test", title: mailed, recipients: { users: ["@tomas"] } });
  await expect.poll(() => belfry.outbox().filter((mail) => mail.subject.endsWith(mailed))).toHaveLength(1);
  expect(belfry.outbox().filter((mail) => mail.subject.endsWith(silent))).toEqual([]);
});

test("two tabs that change different switches keep each other's @desktop", async ({ belfry }) => {
  const [here, there] = [await belfry.pageOf("jun"), await belfry.pageOf("jun")];
  await forget(here, belfry, ["assignments", "chat"]);
  for (const tab of [here, there]) await open(tab, belfry);
  const answers = [saved(here), saved(there)];
  await switchOf(here, "Email for Assignments").click();
  await switchOf(there, "Inbox for Chat").click();
  for (const answer of answers) await answer;
  for (const tab of [here, there]) {
    await open(tab, belfry);
    await expect(switchOf(tab, "Email for Assignments")).not.toBeChecked();
    await expect(switchOf(tab, "Inbox for Chat")).not.toBeChecked();
    await expect(switchOf(tab, "Email for Chat")).toHaveAttribute("aria-checked", "mixed");
  }
});

test("it is worked by keyboard alone, and a type tells where its value comes from", { tag: "@desktop" }, async ({
  belfry,
}) => {
  const page = await belfry.pageOf("ines");
  await forget(page, belfry, ["tracking"]);
  await open(page, belfry);
  await page.getByRole("button", { name: /^Tracking/ }).focus();
  await page.keyboard.press("Enter");
  await expect(switchOf(page, "Email for New feedback")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(switchOf(page, "Inbox for Tracking")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(switchOf(page, "Email for Tracking")).toBeFocused();
  const isSaved = saved(page);
  await page.keyboard.press("Space");
  await expect(switchOf(page, "Email for Tracking")).toBeChecked();
  await isSaved;
  await page.keyboard.press("ArrowDown");
  await expect(switchOf(page, "Email for New feedback")).toBeFocused();
  await expect(page.getByRole("tooltip")).toHaveText("As for Tracking: on");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tooltip")).toBeHidden();
});

test.describe("without the server", () => {
  test.use({ allowedErrors: /error occurred when fetching the script|ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket/ });

  test("a change goes back, and that is said", async ({ belfry }) => {
    const page = await belfry.pageOf("ines");
    await open(page, belfry);
    const inbox = switchOf(page, "Inbox for Mail");
    await expect(inbox).toBeChecked();
    await page.context().setOffline(true);
    await inbox.click();
    await expect(page.getByText(/Not saved: Inbox for Mail is as it was/)).toBeVisible();
    await expect(inbox).toBeChecked();
    await page.context().setOffline(false);
  });
});
