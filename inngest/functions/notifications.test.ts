import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Jobs } from "@/embedded/jobs/jobs";
import { type App, EVENT_KEY, SIGNING_KEY, serveApp, startEngine } from "@/embedded/jobs/testing/app";
import { inngest } from "@/inngest/client";
import { notify } from "@/lib/notifications/events/notify";
import { updateNotification } from "@/lib/notifications/inbox/edits";
import { listNotifications } from "@/lib/notifications/inbox/list";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { startResendServer } from "@/tests/resend-server";
import * as functions from "./notifications";

// The job client reads its settings when it is imported.
const port = await vi.hoisted(async () => {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const settings = { INNGEST_BASE_URL: `http://127.0.0.1:${port}`, INNGEST_EVENT_KEY: "test-event-key" };
  Object.assign(process.env, settings, { INNGEST_SIGNING_KEY: "0123456789abcdef0123456789abcdef" });
  return port;
});

useDatabase();

let provider: Awaited<ReturnType<typeof startResendServer>>;
let app: App;
let engine: Jobs;

beforeAll(async () => {
  expect([process.env.INNGEST_EVENT_KEY, process.env.INNGEST_SIGNING_KEY]).toEqual([EVENT_KEY, SIGNING_KEY]);
  provider = await startResendServer();
  Object.assign(process.env, { RESEND_API_KEY: "re_test", RESEND_BASE_URL: provider.url });
  const all = [functions.deliverNotifications, functions.returnSnoozedNotifications];
  app = await serveApp(inngest, all);
  engine = await startEngine(process.env.DATABASE_URL ?? "", app.url, { port });
});
afterAll(() => Promise.all([engine.close(), app.close(), provider.close()]));
beforeEach(async () => {
  await db().execute(sql`DELETE FROM credential_pauses`);
});
afterEach(() => {
  vi.useRealTimers();
});

async function tellOne() {
  const team = await makeTeam();
  const ann = await makePerson(team);
  await notify(team.producer, { type: "test", title: "Hello", recipients: { users: [ann.userId] } });
  return ann;
}

async function runsOf(fn: string): Promise<number> {
  const { rows } = await db().execute<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM jobs.run r JOIN jobs.event e ON e.id = r.event_id
      WHERE fn = ${fn} AND e.name NOT LIKE 'inngest/%'`,
  );
  return rows[0]?.n ?? 0;
}

describe.each([
  ["a day ahead", 86_400_000],
  ["a day behind", -86_400_000],
  ["right", 0],
])("with the process's clock %s of the database's", (_, aheadMs) => {
  beforeEach(() => {
    const base = Date.now() + aheadMs;
    const since = performance.now();
    vi.useFakeTimers({ toFake: ["Date"], now: base });
    vi.spyOn(Date, "now").mockImplementation(() => base + Math.round(performance.now() - since));
  });

  it("what was put off goes out when it is due, in a handful of runs", async () => {
    const asked = new Set<string>();
    provider.behave(({ to }) => {
      if (asked.has(to)) return "accept";
      asked.add(to);
      return { status: 429, headers: { "retry-after": "3" } };
    });
    const [since, before] = [performance.now(), await runsOf("belfry-deliver-notifications")];
    const ann = await tellOne();
    const mails = () => provider.mails.filter(({ to }) => to === ann.email).length;
    await expect.poll(mails).toBe(1);
    const took = performance.now() - since;
    expect(took).toBeGreaterThan(2_900);
    expect(took).toBeLessThan(15_000);
    expect((await runsOf("belfry-deliver-notifications")) - before).toBeLessThan(6);
  });

  it("what was snoozed comes back to the second", async () => {
    provider.behave(() => "accept");
    const before = await runsOf("belfry-return-snoozed");
    const ann = await tellOne();
    const [one] = (await listNotifications(ann, { limit: 1 })).notifications;
    const until = new Date((await databaseNow()).getTime() + 3_000).toISOString();
    await updateNotification(ann, { id: one?.id ?? "", snoozedUntil: until });
    const isBack = async () => (await listNotifications(ann, { limit: 1 })).notifications.length === 1;
    expect(await isBack()).toBe(false);
    await expect.poll(isBack).toBe(true);
    expect((await databaseNow()).getTime() - Date.parse(until)).toBeLessThan(8_000);
    expect((await runsOf("belfry-return-snoozed")) - before).toBeLessThan(5);
  });
});
