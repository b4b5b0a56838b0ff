import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import { startPushServer } from "../tests/push-server";
import { Instance } from "./support/instance";
import { lendPushService, PushWorker } from "./support/push";
import { bellOf, expect, expectAccessible, test } from "./support/test";

const unique = (text: string) => `${text} ${Math.random().toString(36).slice(2, 8)}`;

let service: Awaited<ReturnType<typeof startPushServer>>;
let instance: Instance;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  service = await startPushServer();
  instance = await Instance.create(async (dataDir) => {
    const ca = join(dataDir, "push-service.pem");
    writeFileSync(ca, service.cert);
    return { EGRESS_ALLOW: service.host, NODE_EXTRA_CA_CERTS: ca };
  });
  await instance.start();
});
test.afterAll(async () => {
  await instance.remove();
  await service.close();
});

const pageUrl = (path: string) => `${instance.file.url}${path}?w=${instance.file.workspace}`;

/** A browser of that person's with a push service, signed in. */
async function open(browser: Browser, options: BrowserContextOptions, handle: string) {
  const context = await browser.newContext(options);
  await lendPushService(context, service, instance.file.url);
  const page = await context.newPage();
  await page.goto(instance.file.people.find((person) => person.handle === handle)?.signInUrl ?? "");
  await markAllRead(page);
  return page;
}

async function markAllRead(page: Page) {
  const { url, workspace } = instance.file;
  await page.request.post(`${url}/api/workspaces/${workspace}/notifications/mark-all-read`, {
    data: {},
    headers: { origin: url },
  });
  await expect(bellOf(page)).toHaveAccessibleName("Notifications");
}

async function turnOn(page: Page) {
  await page.goto(pageUrl("/settings/devices"));
  await page.getByRole("button", { name: "Turn on notifications here" }).click();
  await expect(page.getByText("Notifications are on here")).toBeVisible();
}

/** A type that leads nowhere by itself: to the notification, then. */
const FEEDBACK = { type: "feedback.new", data: { project: "Northwind", snippet: "Nice" } };

async function tell(handle: string, event: object) {
  const { url, workspace, apiKey } = instance.file;
  const answer = await fetch(`${url}/api/workspaces/${workspace}/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ ...FEEDBACK, recipients: { users: [`@${handle}`] }, ...event }),
  });
  expect(answer.status).toBe(202);
}

/** What the push service got under that title. */
async function pushOf(title: string) {
  const find = () => service.pushes.find(({ text }) => JSON.parse(text).notification.title === title);
  await expect.poll(() => find() !== undefined).toBe(true);
  return find() as NonNullable<ReturnType<typeof find>>;
}

const titles = async (worker: PushWorker) => (await worker.shown()).map(({ title }) => title);

test("a push is shown, acknowledged, followed by a click, and gone everywhere when read", async ({
  browser,
  contextOptions,
}) => {
  const page = await open(browser, contextOptions, "tomas");
  await page.addInitScript(() => {
    const counted = window as unknown as { asked: number };
    counted.asked = 0;
    const ask = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = () => {
      counted.asked++;
      return ask();
    };
  });
  await page.goto(pageUrl("/settings/devices"));
  await expect(page.getByText("your browser asks for your permission")).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { asked: number }).asked)).toBe(0);
  await turnOn(page);
  await expectAccessible(page);
  const worker = await PushWorker.of(page);

  const title = unique("Deploy finished");
  await tell("tomas", { title, body: "All rings are green", priority: "urgent" });
  await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");
  const push = await pushOf(title);
  expect(push.headers).toMatchObject({ urgency: "high", "content-encoding": "aes128gcm" });
  expect(JSON.parse(push.text).app_badge).toBe(1);
  await worker.deliver(push);
  await expect
    .poll(() => worker.shown())
    .toMatchObject([{ title, body: "All rings are green", actions: ["Mark read", "Snooze an hour"] }]);

  // From a page of its own: the click takes that tab to the right place.
  await worker.click(title);
  await expect(page).toHaveURL(new RegExp(`/notifications\\?.*w=${instance.file.workspace}`));
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await expect(bellOf(page)).toHaveAccessibleName("Notifications");
  await expect.poll(() => titles(worker)).toEqual([]);
  await expect(page.getByText(/arrived/).first()).toBeVisible();
  await page.context().close();
});

test("its buttons mark it read and snooze it, without opening anything", { tag: "@desktop" }, async ({
  browser,
  contextOptions,
}) => {
  const page = await open(browser, contextOptions, "jun");
  await turnOn(page);
  const worker = await PushWorker.of(page);
  const [first, second] = [unique("To read"), unique("To snooze")];
  for (const title of [first, second]) {
    await tell("jun", { title });
    await worker.deliver(await pushOf(title));
  }
  await expect(bellOf(page)).toHaveAccessibleName("Notifications, 2 unread");
  await worker.click(first, "read");
  await expect(bellOf(page)).toHaveAccessibleName("Notifications, 1 unread");
  await worker.click(second, "snooze");
  await expect(bellOf(page)).toHaveAccessibleName("Notifications");
  await expect(page).toHaveURL(/settings\/devices/);
  await page.goto(`${pageUrl("/notifications")}&show=snoozed`);
  await expect(page.getByRole("link", { name: second })).toBeVisible();
  await page.context().close();
});

test("what is read elsewhere is closed, and a newer one of a subject takes the older one's place", {
  tag: "@desktop",
}, async ({ browser, contextOptions }) => {
  const page = await open(browser, contextOptions, "ines");
  await turnOn(page);
  const worker = await PushWorker.of(page);
  const subject = { kind: "ticket", id: unique("t") };
  const [older, newer, other] = [unique("Older"), unique("Newer"), unique("Other")];
  for (const [title, of] of [
    [older, subject],
    [newer, subject],
    [other, undefined],
  ] as const) {
    await tell("ines", { title, subject: of });
    await worker.deliver(await pushOf(title));
    await expect.poll(() => titles(worker)).toContain(title);
  }
  expect((await titles(worker)).sort()).toEqual([newer, other].sort());
  await markAllRead(page);
  await expect.poll(() => titles(worker)).toEqual([]);
  await page.context().close();
});

test("a link that leads elsewhere than allowed opens the inbox", { tag: "@desktop" }, async ({
  browser,
  contextOptions,
}) => {
  const page = await open(browser, contextOptions, "ines");
  await turnOn(page);
  const worker = await PushWorker.of(page);
  const { url } = instance.file;
  for (const link of ["https://evil.example/", "javascript:alert(1)", "//evil.example/", "/\\evil.example/", 7]) {
    await page.goto(pageUrl("/settings/devices"));
    const title = unique("Forged");
    const data = { id: null, ws: null, link, hosts: ["good.example"] };
    // Handed over again if the worker was just going to sleep, as a push service would.
    await expect(async () => {
      await worker.deliver({ text: JSON.stringify({ web_push: 8030, notification: { title, body: "", data } }) });
      await expect.poll(() => titles(worker), { timeout: 3_000 }).toContain(title);
    }).toPass({ timeout: 20_000 });
    await worker.click(title);
    await page.waitForURL((at) => at.pathname === "/notifications" && at.origin === new URL(url).origin);
  }
  await worker.deliver({ text: "not even JSON" });
  await expect.poll(() => titles(worker)).toContain("Something new in Belfry");
  await page.context().close();
});

test("a device is tested, renamed and removed; one that was lost mends itself, one that was removed stays so", {
  tag: "@desktop",
}, async ({ browser, contextOptions }) => {
  const page = await open(browser, contextOptions, "tomas");
  await turnOn(page);
  const row = page.getByRole("listitem").filter({ hasText: "This browser" });
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await expect(row.getByRole("status")).toHaveText(/taken by the push service/);
  await pushOf("This is a test notification");

  await row.getByRole("button", { name: /^Rename/ }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Kitchen tablet");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("Kitchen tablet");

  await page.evaluate(() => localStorage.removeItem("the browser's own subscription"));
  await page.goto(pageUrl("/notifications"));
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem("the browser's own subscription") !== null))
    .toBe(true);
  await page.goto(pageUrl("/settings/devices"));
  await expect(row).toContainText("Kitchen tablet");
  await expect(page.getByText("Notifications are on here")).toBeVisible();

  await row.getByRole("button", { name: /^Remove/ }).click();
  await page.getByRole("button", { name: "Remove device" }).click();
  await expect(row).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("button", { name: "Turn on notifications here" })).toBeVisible();
  await page.context().close();
});

test("signing out takes this browser's pushes along", { tag: "@desktop" }, async ({ browser, contextOptions }) => {
  const page = await open(browser, contextOptions, "aino");
  await turnOn(page);
  const worker = await PushWorker.of(page);
  const title = unique("Not for the next one");
  await tell("aino", { title });
  await worker.deliver(await pushOf(title));
  await expect.poll(() => titles(worker)).toContain(title);
  await page.goto(pageUrl("/settings/sessions"));
  await page.getByRole("button", { name: "Sign out this browser" }).click();
  await expect(page).toHaveURL(/sign-in/);
  await expect.poll(() => titles(worker)).toEqual([]);
  const before = service.calls();
  await tell("aino", { title: unique("Unheard") });
  const other = await open(browser, contextOptions, "aino");
  await other.goto(pageUrl("/settings/devices"));
  await expect(other.getByText("No devices yet")).toBeVisible();
  expect(service.calls()).toBe(before);
  for (const one of [page, other]) await one.context().close();
});

test("a browser that was told never to show any says how to change that", async ({ browser, contextOptions }) => {
  const page = await open(browser, contextOptions, "aino");
  await page.addInitScript(() => {
    Object.defineProperty(Notification, "permission", { get: () => "denied" });
  });
  await page.goto(pageUrl("/settings/devices"));
  await expect(page.getByText("does not ask again")).toBeVisible();
  await expect(page.getByRole("button", { name: "Turn on notifications here" })).toHaveCount(0);
  await expectAccessible(page);
  await page.context().close();
});

test("a push service that never answers is given up, with a sentence", { tag: "@desktop" }, async ({
  browser,
  contextOptions,
}) => {
  const page = await open(browser, contextOptions, "aino");
  await page.addInitScript(() => {
    PushManager.prototype.subscribe = () => new Promise(() => {});
  });
  await page.goto(pageUrl("/settings/devices"));
  await page.getByRole("button", { name: "Turn on notifications here" }).click();
  await expect(page.getByText(/did not answer within 10 seconds/)).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole("button", { name: "Turn on notifications here" })).toBeEnabled();
  await page.context().close();
});

test("there is a page for when there is no network, and the way back", { tag: "@desktop" }, async ({
  browser,
  contextOptions,
}) => {
  const page = await open(browser, contextOptions, "aino");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await page.goto(pageUrl("/notifications"));
  await expect(page.getByRole("heading", { name: "There is no connection" })).toBeVisible();
  expect(await page.locator("script").count()).toBe(0);
  await expectAccessible(page);
  await page.context().setOffline(false);
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(bellOf(page)).toBeVisible();
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toEqual(["/offline"]);
  await page.context().close();
});

test("it can be installed: a manifest with icons that are what it says", { tag: "@desktop" }, async ({
  browser,
  contextOptions,
}) => {
  const page = await open(browser, contextOptions, "aino");
  const cdp = await page.context().newCDPSession(page);
  const { errors, data, url } = await cdp.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(url).toBe(`${instance.file.url}/manifest.webmanifest`);
  const { icons, shortcuts } = JSON.parse(data ?? "{}");
  expect(icons.map(({ purpose }: { purpose: string }) => purpose).sort()).toEqual([
    "any",
    "any",
    "maskable",
    "maskable",
  ]);
  for (const { src, sizes } of icons) {
    const size = await page.evaluate(async (path) => {
      const { width, height } = await createImageBitmap(await (await fetch(path)).blob());
      return `${width}x${height}`;
    }, src);
    expect(size).toBe(sizes);
  }
  expect(shortcuts.map(({ name }: { name: string }) => name)).toEqual(["Inbox", "Unread"]);
  await page.context().close();
});
