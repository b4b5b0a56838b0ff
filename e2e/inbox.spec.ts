import { bellOf, expect, expectAccessible, test } from "./support/test";

const unique = (text: string) => `${text} ${Math.random().toString(36).slice(2, 8)}`;

test("one call is seen live in two browsers, mailed once, and gone everywhere when read in one", async ({ belfry }) => {
  const [here, there] = [await belfry.pageOf("tomas", { isFresh: true }), await belfry.pageOf("tomas")];
  const title = unique("Deploy finished");
  const receipt = await belfry.tell({
    type: "test",
    title,
    body: "All rings are green",
    recipients: { users: ["@tomas"] },
  });
  expect(receipt).toMatchObject({ recipients: 1, deliveries: 1 });
  for (const page of [here, there]) {
    await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");
    await expect(page).toHaveTitle(/^\(1\) /);
  }
  await expect.poll(() => belfry.outbox().filter((mail) => mail.subject.endsWith(title))).toHaveLength(1);
  const [mail] = belfry.outbox().filter((one) => one.subject.endsWith(title));
  expect(mail).toMatchObject({ to: "tomas@northwind.example", text: expect.stringContaining("All rings are green") });

  await here.getByRole("link", { name: title }).click();
  await expect(here.getByRole("heading", { name: title })).toBeVisible();
  for (const page of [here, there]) await expect(bellOf(page)).toHaveAccessibleName("Notifications");
  expect(belfry.outbox().filter((one) => one.subject.endsWith(title))).toHaveLength(1);
});

test("the link in the mail opens the very notification", async ({ belfry }) => {
  const page = await belfry.pageOf("tomas");
  const title = unique("From the mail");
  await belfry.tell({ type: "test", title, recipients: { users: ["@tomas"] } });
  await expect.poll(() => belfry.outbox().some((mail) => mail.subject.endsWith(title))).toBe(true);
  const mail = belfry.outbox().find((one) => one.subject.endsWith(title));
  await page.goto(/https?:\S+n=[\w-]+/.exec(mail?.text ?? "")?.[0] ?? "");
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await expect(page.getByText("Why you got this")).toBeVisible();
  await expect(page.getByText("to tomas@northwind.example")).toBeVisible();
});

test("the bell opens a list that is worked with the keyboard alone", { tag: "@desktop" }, async ({ belfry }) => {
  const page = await belfry.pageOf("jun", { isFresh: true });
  const title = unique("By keyboard");
  await belfry.tell({ type: "test", title, recipients: { users: ["@jun"] } });
  await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");
  await bellOf(page).focus();
  await page.keyboard.press("Enter");
  const flyout = page.getByRole("dialog", { name: "Notifications" });
  await expect(flyout.getByText(title)).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(flyout).toBeHidden();
  await expect(bellOf(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(flyout).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await expect(bellOf(page)).toHaveAccessibleName("Notifications");
});

test("j and k walk, u brings a row back to unread, in this tab and the other", { tag: "@desktop" }, async ({
  belfry,
}) => {
  const [page, other] = [await belfry.pageOf("jun", { isFresh: true }), await belfry.pageOf("jun")];
  const [first, second] = [unique("Older"), unique("Newer")];
  for (const title of [first, second]) await belfry.tell({ type: "test", title, recipients: { users: ["@jun"] } });
  await expect(bellOf(other)).toHaveAccessibleName("Notifications, 2 unread");
  await page.goto(`${belfry.url}/notifications?w=${belfry.workspace}`);
  // The browser's own code writes the title: from here on it listens to keys.
  await expect(page).toHaveTitle(/^\(2\) /);
  for (const title of [second, first]) {
    await page.keyboard.press("j");
    await expect(page.getByRole("link", { name: title })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
  }
  await expect(bellOf(other)).toHaveAccessibleName("Notifications");
  await page.keyboard.press("u");
  for (const tab of [page, other]) await expect(bellOf(tab)).toHaveAccessibleName("Notifications, 1 unread");
});

test.describe("without a live connection", () => {
  test.use({ allowedErrors: /error occurred when fetching the script|WebSocket|ERR_INTERNET_DISCONNECTED|ERR_FAILED/ });

  test("the inbox is asked for every half minute, and says so", { tag: "@desktop" }, async ({ belfry }) => {
    test.setTimeout(90_000);
    const page = await belfry.pageOf("ines", { isFresh: true });
    await page.routeWebSocket(/\/realtime\//, (socket) => socket.close({ code: 4200 }));
    await page.goto(`${belfry.url}/notifications?w=${belfry.workspace}`);
    await belfry.tell({ type: "test", title: unique("Polled"), recipients: { users: ["@ines"] } });
    await expect(page.getByText(/Reconnecting…|Polling every 30 s/).first()).toBeVisible();
    await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread", { timeout: 45_000 });
  });

  test("a change that does not arrive is taken back, and says what was kept", async ({ belfry }) => {
    const page = await belfry.pageOf("ines", { isFresh: true });
    await belfry.tell({ type: "test", title: unique("Offline"), recipients: { users: ["@ines"] } });
    await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");
    await page.context().setOffline(true);
    await page.getByRole("main").getByRole("button", { name: "Mark all read" }).click();
    await expect(page.getByText(/cannot be reached/i)).toBeVisible();
    await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");
    await page.context().setOffline(false);
  });
});
