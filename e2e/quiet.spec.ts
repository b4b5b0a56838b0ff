import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./support/test";

const unique = (text: string) => `${text} ${Math.random().toString(36).slice(2, 8)}`;

interface Where {
  url: string;
  workspace: string;
}

/** What a test says is not left to the journeys after it: these people get mails there. */
let mended: (() => Promise<void>)[] = [];
test.afterEach(async () => {
  for (const mend of mended) await mend();
  mended = [];
});

/** The page, with nothing said before about quiet hours, and nothing about when this category's mails come. */
async function open(page: Page, where: Where): Promise<void> {
  await forget(page, where);
  mended.push(() => forget(page, where));
  await page.goto(`${where.url}/settings/notifications?w=${where.workspace}`);
  await expect(page.getByRole("heading", { name: "Quiet hours" })).toBeVisible();
}

async function forget(page: Page, { url, workspace }: Where): Promise<void> {
  const headers = { origin: url };
  const quiet = Object.fromEntries(["1", "2", "3", "4", "5", "6", "7"].map((day) => [day, []]));
  const schedule = { quiet, urgentBreaksThrough: true };
  expect((await page.request.patch(`${url}/api/me/preferences/schedule`, { data: schedule, headers })).status()).toBe(
    200,
  );
  const changes = [{ scope: "category", key: "system", channel: "email", cadence: null, delayMinutes: null }];
  const target = `${url}/api/workspaces/${workspace}/notifications/preferences`;
  expect((await page.request.patch(target, { data: { changes }, headers })).status()).toBe(200);
}

const saved = (page: Page, path: string) =>
  page.waitForResponse((answer) => answer.request().method() !== "GET" && answer.url().endsWith(path));

/** What its trace says of the mail, before anybody has opened it: opening is reading, and that ends the waiting. */
async function mailOf(page: Page, { url, workspace }: Where, title: string) {
  const inbox = `${url}/api/workspaces/${workspace}/notifications`;
  const { notifications } = await (await page.request.get(`${inbox}?limit=20`)).json();
  const row = notifications.find((one: { title: string }) => one.title === title);
  const { steps } = await (await page.request.get(`${inbox}/${row?.id}/trace`)).json();
  return steps.find(({ channel }: { channel: string }) => channel === "email");
}

/** Opened, it was read before its mail was sent, and says so. */
async function expectReadInstead(page: Page, { url, workspace }: Where, title: string): Promise<void> {
  await page.goto(`${url}/notifications?w=${workspace}`);
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByText(/cancelled to .*: read before it was sent/)).toBeVisible();
}

/** The day of the week on that page's own clock, as the API counts it. */
const today = (page: Page) => page.evaluate(() => String(((new Date().getDay() + 6) % 7) + 1));

test("quiet hours that hold now put a mail off, the trace says until when, and what is urgent comes @desktop", async ({
  belfry,
}) => {
  const page = await belfry.pageOf("tomas");
  await open(page, belfry);
  const isSet = saved(page, "/schedule");
  await page.getByRole("button", { name: "Nights and weekends" }).click();
  await expect(page.getByRole("button", { name: "Quiet hours on Saturday: all day" })).toBeVisible();
  expect((await isSet).status()).toBe(200);
  // Yesterday, today and tomorrow as a whole: whatever the clock says, and on whichever side of midnight.
  const day = Number(await today(page));
  const quiet = Object.fromEntries(
    [day - 1, day, day + 1].map((one) => [String(((one + 6) % 7) + 1), [{ from: 0, to: 1440 }]]),
  );
  await page.request.patch(`${belfry.url}/api/me/preferences/schedule`, {
    data: { quiet },
    headers: { origin: belfry.url },
  });
  await page.reload();
  await expect(page.getByText(/^Quiet now, until/)).toBeVisible();

  const title = unique("Not now");
  await belfry.tell({ type: "test", title, recipients: { users: ["@tomas"] } });
  const step = await mailOf(page, belfry, title);
  expect(step).toMatchObject({ state: "pending", detail: expect.stringMatching(/: quiet hours$/) });
  expect(Date.parse(step.until)).toBeGreaterThan(Date.now());
  expect(belfry.outbox().filter((mail) => mail.subject.endsWith(title))).toEqual([]);

  const other = unique("Even now");
  await belfry.tell({ type: "test", title: other, priority: "urgent", recipients: { users: ["@tomas"] } });
  await expect.poll(() => belfry.outbox().filter((mail) => mail.subject.endsWith(other))).toHaveLength(1);
  await expectReadInstead(page, belfry, title);
});

test("a week is edited by day, and what is urgent may wait too", async ({ belfry }) => {
  const page = await belfry.pageOf("jun");
  await open(page, belfry);
  await page.getByRole("button", { name: "Quiet hours on Monday: none" }).click();
  const dialog = page.getByRole("dialog", { name: "Quiet on Monday" });
  await dialog.getByRole("button", { name: "Add a window" }).click();
  await dialog.getByLabel("From").fill("21:30");
  await dialog.getByLabel("To, next day").fill("06:15");
  await dialog.getByLabel("Save this for").selectOption({ label: "Monday to Friday" });
  await expectAccessible(page);
  const isSaved = saved(page, "/schedule");
  await dialog.getByRole("button", { name: "Save" }).click();
  expect((await isSaved).status()).toBe(200);
  await expect(page.getByRole("button", { name: "Quiet hours on Monday: 21:30 to 06:15" })).toBeFocused();
  await expect(page.getByRole("button", { name: "Quiet hours on Friday: 21:30 to 06:15" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Quiet hours on Saturday: none" })).toBeVisible();
  const isChanged = saved(page, "/schedule");
  await page.getByRole("checkbox", { name: "What is urgent breaks through" }).click();
  await isChanged;
  await expect(page.getByText("Waits like everything else")).toBeVisible();
});

test("mail that is gathered for a day waits, and the simulator had said so @desktop", async ({ belfry }) => {
  const page = await belfry.pageOf("ines");
  await open(page, belfry);
  const isSaved = saved(page, "/preferences");
  await page.getByRole("button", { name: /^When email comes for System:/ }).click();
  await page.getByRole("menuitemradio", { name: "Daily, at 09:00" }).click();
  expect((await isSaved).status()).toBe(200);
  await page.getByLabel("Event").selectOption({ label: "Test notification" });
  const outcomes = page.getByRole("list", { name: "What would happen" });
  await expect(outcomes.getByText(/09:00, in a digest.*as you chose for System/)).toBeVisible();

  const title = unique("Tomorrow will do");
  await belfry.tell({ type: "test", title, recipients: { users: ["@ines"] } });
  expect(await mailOf(page, belfry, title)).toMatchObject({
    state: "pending",
    rule: expect.stringContaining("in a daily digest, as you chose for System"),
    until: expect.any(String),
  });
  expect(belfry.outbox().filter((mail) => mail.subject.endsWith(title))).toEqual([]);
});

test("m mutes the subject, undo hears of it again, and the settings list what is muted", { tag: "@desktop" }, async ({
  belfry,
}) => {
  const page = await belfry.pageOf("tomas", { isFresh: true });
  await open(page, belfry);
  const subject = { kind: "ticket", id: unique("t") };
  const tell = (title: string) => belfry.tell({ type: "test", title, subject, recipients: { users: ["@tomas"] } });
  const first = unique("Noisy");
  await tell(first);
  await page.goto(`${belfry.url}/notifications?w=${belfry.workspace}`);
  await page.getByRole("link", { name: first }).focus();
  await page.keyboard.press("m");
  await expect(page.getByText(`Muted the subject of “${first}”.`)).toBeVisible();
  const silent = await tell(unique("Unheard"));
  expect(silent).toMatchObject({ recipients: 1, deliveries: 0 });
  await page.goto(`${belfry.url}/settings/notifications?w=${belfry.workspace}`);
  await page.getByRole("button", { name: `Hear of ${first} again` }).click();
  await expect(page.getByRole("button", { name: `Hear of ${first} again` })).toBeHidden();
  expect(await tell(unique("Heard"))).toMatchObject({ recipients: 1, deliveries: 1 });
});

test("a mail's own link stops such mails after a click, not by being looked at, and takes it back @desktop", async ({
  belfry,
  page,
}) => {
  const title = unique("Stop me");
  await belfry.tell({ type: "job.completed", title, recipients: { users: ["@jun"] } });
  await expect.poll(() => belfry.outbox().filter((mail) => mail.subject.endsWith(title))).toHaveLength(1);
  const [mail] = belfry.outbox().filter((one) => one.subject.endsWith(title));
  const link = /https?:\/\/[^\s"]+\/unsubscribe\?token=[\w.-]+/.exec(mail?.text ?? "")?.[0] ?? "";
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Stop mails about “Job finished”?" })).toBeVisible();
  await expectAccessible(page);
  expect(await belfry.tell({ type: "job.completed", title, recipients: { users: ["@jun"] } })).toMatchObject({
    deliveries: 1,
  });
  await page.getByRole("button", { name: "Stop them" }).click();
  await expect(page.getByRole("heading", { name: "Mails about “Job finished” are stopped" })).toBeVisible();
  expect(await belfry.tell({ type: "job.completed", title, recipients: { users: ["@jun"] } })).toMatchObject({
    deliveries: 0,
  });
  await page.getByRole("button", { name: "Get them again" }).click();
  await expect(page.getByRole("button", { name: "Stop them" })).toBeVisible();
  await page.goto(`${belfry.url}/unsubscribe?token=made.up`);
  await expect(page.getByRole("heading", { name: "There is nothing to stop here" })).toBeVisible();
});
