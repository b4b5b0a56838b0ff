import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { startBlackHole } from "../tests/black-hole";
import { startNeonProxy } from "../tests/neon-proxy";
import { readInbox, signInByLink } from "./support/api";
import { ask, Engines } from "./support/engines";
import { Instance, type InstanceFile, type OutboxMail } from "./support/instance";
import { bellOf } from "./support/test";

let engines: Engines;
let instances: Instance[];

test.beforeEach(async () => {
  instances = [];
  engines = await Engines.start();
});
test.afterEach(async () => {
  for (const instance of instances) await instance.remove();
  await engines.end();
});

async function instanceWith(settings: Record<string, string>): Promise<Instance> {
  const instance = await Instance.create(settings);
  instances.push(instance);
  return instance;
}

/** A signed-in page on this instance, with nothing unread; `errors` and `sockets` are what its browser reports. */
async function watchedPage(browser: Browser, file: InstanceFile, handle: string) {
  const page = await (await browser.newContext()).newPage();
  const errors: string[] = [];
  const sockets: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await page.goto(file.people.find((person) => person.handle === handle)?.signInUrl ?? "");
  await page.request.post(`${file.url}/api/workspaces/${file.workspace}/notifications/mark-all-read`, {
    data: {},
    headers: { origin: file.url },
  });
  await expect(bellOf(page)).toHaveAccessibleName("Notifications");
  return { page, errors, sockets };
}

async function tell({ url, workspace, apiKey }: InstanceFile, title: string): Promise<void> {
  const answer = await fetch(`${url}/api/workspaces/${workspace}/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ type: "test", title, recipients: { users: ["@tomas"] } }),
  });
  expect(answer.status, await answer.clone().text()).toBe(202);
}

/** Tells events through these instances in turn, four at a time. Answers their titles. */
async function tellMany(files: InstanceFile[], name: string, count: number): Promise<string[]> {
  const titles = Array.from({ length: count }, (_, n) => `${name} ${n}`);
  const lane = async (first: number) => {
    for (let n = first; n < count; n += 4) await tell(files[n % files.length] as InstanceFile, titles[n] as string);
  };
  await Promise.all([0, 1, 2, 3].map(lane));
  return titles;
}

/** Sooner than the half minute a page polls at: only a hint can have told it. */
const expectLive = (page: Page, unread: number) =>
  expect(bellOf(page)).toHaveAccessibleName(`Notifications, ${unread} unread`, { timeout: 8_000 });

test("with everything run by others nothing embedded starts, and an event is seen live and mailed", async ({
  browser,
}) => {
  const databaseUrl = await engines.database();
  const neon = await startNeonProxy();
  engines.also(() => neon.close());
  const realtime = await engines.realtime();
  const { mails, settings: smtp } = await engines.smtp();
  const belfry = await instanceWith({
    DATABASE_URL: databaseUrl,
    NEON_WS_PROXY: neon.address,
    ...realtime,
    ...smtp,
  });
  Object.assign(belfry.settings, await engines.jobs(databaseUrl, belfry.port));
  await belfry.start();
  expect(Object.keys(belfry.file.pids).sort()).toEqual(["supervisor", "web"]);
  expect(readdirSync(belfry.dataDir)).not.toContain("postgres");
  expect(neon.connections()).toBeGreaterThan(0);
  const unsigned = await fetch(`${belfry.file.url}/api/inngest`, { method: "PUT", body: "{}" });
  expect(unsigned.status, "a registration nobody signed").toBe(401);

  const { page, errors, sockets } = await watchedPage(browser, belfry.file, "tomas");
  await expect.poll(() => sockets.length).toBeGreaterThan(0);
  await tell(belfry.file, "Rung by others");
  await expectLive(page, 1);
  for (const socket of sockets) expect(socket).toMatch(`ws://127.0.0.1:${realtime.PUSHER_PORT}/app/others-key`);
  expect(errors).toEqual([]);
  const mailed = () => mails.filter((mail) => mail.subject?.endsWith("Rung by others"));
  await expect.poll(() => mailed().length, { timeout: 30_000 }).toBe(1);
  expect(mailed()[0]).toMatchObject({
    from: { name: "Bell", address: "bell@others.test" },
    to: [{ address: "tomas@northwind.example" }],
    text: expect.stringContaining(`See it in your inbox ${belfry.file.url}/notifications`),
  });
  expect(await belfry.stop()).toBe(0);
});

test("two instances on one database: made once, hinted on both, mailed once; one takes over from the other", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const databaseUrl = await engines.database();
  const resend = await engines.resend();
  const shared = {
    DATABASE_URL: databaseUrl,
    BELFRY_SECRET: "5e".repeat(32),
    ...(await engines.realtime()),
    ...resend.settings,
  };
  const [one, two] = [await instanceWith(shared), await instanceWith(shared)];
  await Promise.all([one.start(), two.start()]);
  const [made] = await ask(
    databaseUrl,
    `SELECT count(*)::int - count(DISTINCT created_at)::int AS repeated,
      (SELECT count(*)::int FROM users) AS people FROM drizzle.__drizzle_migrations`,
  );
  expect(made).toEqual({ repeated: 0, people: 6 });
  await expect.poll(() => [one, two].filter(leads).length).toBe(1);
  const [leader, other] = leads(one) ? [one, two] : [two, one];

  const pages = [await watchedPage(browser, one.file, "tomas"), await watchedPage(browser, two.file, "tomas")];
  await tell(one.file, "Told to one");
  for (const { page } of pages) await expectLive(page, 1);
  await tell(two.file, "Told to two");
  for (const { page } of pages) await expectLive(page, 2);

  const told = [...(await tellMany([one.file, two.file], "Event a", 60))];
  await expect.poll(() => mailsIn(resend.outbox), { timeout: 30_000 }).toEqual(told.sort());

  for (const pid of Object.values(leader.file.pids)) process.kill(pid, "SIGKILL");
  told.push(...(await tellMany([other.file], "Event b", 20)));
  await other.until(() => leads(other), 20_000);
  told.push(...(await tellMany([other.file], "Event c", 20)));
  await expect.poll(() => mailsIn(resend.outbox), { timeout: 30_000 }).toEqual(told.sort());
  const { rows } = await readInbox(other.file, await signInByLink(other.file, "tomas"));
  const received = rows.map((row) => row.title).filter((title) => title.startsWith("Event "));
  expect(received.sort()).toEqual(told);
});

test("two instances, one cut off from the database without a word while it leads and sends: the other leads within 30 s, and all is mailed once", async () => {
  test.setTimeout(300_000);
  const databaseUrl = await engines.database();
  const hole = await startBlackHole(databaseUrl);
  engines.also(() => hole.close());
  const resend = await engines.resend();
  // One address for both, as behind a proxy: a mail is the same whoever sends it.
  const BELFRY_URL = "http://belfry.test";
  const shared = { BELFRY_URL, BELFRY_SECRET: "5e".repeat(32), REALTIME: "off", ...resend.settings };
  const one = await instanceWith({ ...shared, DATABASE_URL: hole.url });
  await one.start();
  await one.until(() => leads(one));
  const two = await instanceWith({ ...shared, DATABASE_URL: databaseUrl });
  await two.start();
  const [first, second] = [one, two].map(({ file, port }) => ({ ...file, url: `http://127.0.0.1:${port}` }));
  if (!first || !second) throw new Error("Two have been started.");
  const told = await tellMany([first, second], "Event a", 40);

  hole.swallow();
  const since = Date.now();
  told.push(...(await tellMany([second], "Event b", 20)));
  await two.until(() => leads(two), 30_000);
  test.info().annotations.push({ type: "led after", description: `${Date.now() - since} ms` });
  expect((await fetch(`http://127.0.0.1:${two.port}/api/ready`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${one.port}/api/ready`)).status).toBe(503);
  told.push(...(await tellMany([second], "Event c", 20)));

  hole.open();
  await one.until(() => one.isReady(), 60_000);
  told.push(...(await tellMany([first], "Event d", 20)));
  // What the first had taken in hand is due again when its lease runs out.
  await expect.poll(() => mailsIn(resend.outbox), { timeout: 180_000 }).toEqual(told.sort());
  await two.until(() => one.isReady());
  expect(mailsIn(resend.outbox)).toEqual(told);
});

function leads(instance: Instance): boolean {
  return readFileSync(join(instance.dataDir, "logs", "jobs.log"), "utf8").includes("This engine leads.");
}

/** The events that were mailed, each as often as it was. */
function mailsIn(outbox: string): string[] {
  const names = readdirSync(outbox).filter((name) => name.endsWith(".json"));
  const mails = names.map((name) => JSON.parse(readFileSync(join(outbox, name), "utf8")) as OutboxMail);
  const titles = mails.map((mail) => mail.subject.replace(/^\[.*?\] /, ""));
  return titles.filter((title) => title.startsWith("Event ")).sort();
}
