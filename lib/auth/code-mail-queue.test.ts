import { text } from "node:stream/consumers";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { loginCodes } from "@/db/schema/auth";
import { rateBuckets } from "@/db/schema/limits";
import { users } from "@/db/schema/users";
import { useDatabase } from "@/tests/database";
import { codeMailQueue } from "./code-mail-queue";
import { requestSignInCode } from "./codes";

useDatabase();

interface Mail {
  key: string | undefined;
  to: string;
  subject: string;
  html: string;
  text: string;
  tags: { name: string; value: string }[];
}

/**
 * Speaks Resend's address for one mail, and Inngest's for events; answers what the test says. Listening before
 * anything is imported, because the job client reads its settings then.
 */
const provider = await vi.hoisted(async () => {
  const { createServer } = await import("node:http");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  Object.assign(process.env, { RESEND_BASE_URL: url, RESEND_API_KEY: "re_test", MAIL_FROM: "Belfry <b@example.com>" });
  Object.assign(process.env, { INNGEST_BASE_URL: url, INNGEST_EVENT_KEY: "test" });
  return server;
});
const mails: Mail[] = [];
const events: string[] = [];
let answer = { status: 200, headers: {} as Record<string, string> };

provider.on("request", async (request, response) => {
  const body = JSON.parse(await text(request));
  if (request.url?.startsWith("/e/")) {
    events.push(...[body].flat().map((event: { name: string }) => event.name));
    response.end(JSON.stringify({ ids: ["1"], status: 200 }));
    return;
  }
  mails.push({ key: request.headers["idempotency-key"], ...body });
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
  const error = { statusCode: answer.status, name: "application_error", message: "the provider is unwell" };
  response.end(JSON.stringify(answer.status === 200 ? { id: "m1" } : error));
});

beforeAll(async () => {
  await db().insert(users).values({ email: "mara@example.com", name: "Mara", handle: "mara" });
});
afterAll(() => new Promise((resolve) => provider.close(resolve)));
beforeEach(async () => {
  await db().delete(rateBuckets);
  await db().delete(loginCodes);
  mails.length = 0;
  events.length = 0;
  answer = { status: 200, headers: {} };
});

async function ask(email = "mara@example.com") {
  const request = new Request("http://localhost:3000/api/sign-in/code");
  await requestSignInCode({ kind: "nobody" }, { email }, { request, headers: new Headers() });
}

const rows = () => db().select().from(loginCodes).orderBy(loginCodes.createdAt);
const makeDue = () => db().update(loginCodes).set({ nextSendAt: sql`clock_timestamp()` });

test("asking writes the row first and wakes the job after the answer, once for many", async () => {
  await ask();
  expect(events).toEqual([]);
  expect(await rows()).toHaveLength(1);
  await vi.waitFor(() => expect(events).toEqual(["auth/code.requested"]), 20_000);
  for (let round = 2; round <= 3; round++) {
    for (let i = 0; i < 20; i++) codeMailQueue.wake();
    await vi.waitFor(() => expect(events.length).toBeGreaterThanOrEqual(round), 20_000);
  }
  expect(events).toHaveLength(3);
});

test("a code is mailed once, with its digits in the subject and both parts, and then forgotten", async () => {
  await ask();
  expect(await codeMailQueue.sendDue()).toEqual({ sent: 1 });
  const [mail] = mails;
  const code = /^(\d{6}) is your Belfry sign-in code$/.exec(mail?.subject ?? "")?.[1];
  expect(code).toBeDefined();
  expect(mail?.to).toBe("mara@example.com");
  expect(mail?.text).toContain(code);
  expect(mail?.html).toContain(code);
  expect(mail?.html).not.toContain("href");
  expect(mail?.tags).toEqual([{ name: "category", value: "sign-in" }]);
  const [row] = await rows();
  expect(row).toMatchObject({ state: "sent", sealedCode: null, lastError: null });
  expect(mail?.key).toBe(row?.id);
  await makeDue();
  expect(await codeMailQueue.sendDue()).toEqual({ sent: 0 });
  expect(mails).toHaveLength(1);
});

test("an address nobody has gets no mail", async () => {
  await ask("nobody@example.com");
  expect(await codeMailQueue.sendDue()).toEqual({ sent: 0 });
  expect(mails).toHaveLength(0);
  expect((await rows())[0]).toMatchObject({ state: "skipped", sealedCode: null });
});

test("a provider in trouble is asked again after 30 s and 2 min, with the same key, then no more", async () => {
  answer = { status: 500, headers: {} };
  await ask();
  for (const [attempt, seconds] of [30, 120].entries()) {
    expect(await codeMailQueue.sendDue()).toEqual({ sent: 0 });
    const [row] = await rows();
    expect(row).toMatchObject({ state: "pending", sendAttempts: attempt + 1, lastError: "the provider is unwell" });
    const wait = (row?.nextSendAt.getTime() ?? 0) - Date.now();
    expect(Math.abs(wait / 1000 - seconds)).toBeLessThan(5);
    expect(await codeMailQueue.sendDue()).toEqual({ sent: 0 });
    await makeDue();
  }
  await codeMailQueue.sendDue();
  expect((await rows())[0]).toMatchObject({ state: "failed", sealedCode: null });
  expect(new Set(mails.map((mail) => `${mail.key} ${mail.html}`)).size).toBe(1);
  expect(mails).toHaveLength(3);
});

test("a full provider sets the pace and costs no try; a permanent refusal is final", async () => {
  await ask();
  answer = { status: 429, headers: { "retry-after": "7" } };
  await codeMailQueue.sendDue();
  const [row] = await rows();
  expect(row).toMatchObject({ state: "pending", sendAttempts: 0 });
  expect(Math.abs(((row?.nextSendAt.getTime() ?? 0) - Date.now()) / 1000 - 7)).toBeLessThan(5);
  await makeDue();
  answer = { status: 422, headers: {} };
  await codeMailQueue.sendDue();
  expect((await rows())[0]).toMatchObject({ state: "failed", sealedCode: null });
});

test("ten workers at once send each code once, and one poisoned row holds up nobody", async () => {
  for (const name of ["a", "b", "c"]) {
    await db()
      .insert(users)
      .values({ email: `${name}@example.com`, name, handle: name });
    await ask(`${name}@example.com`);
  }
  await db().update(loginCodes).set({ sealedCode: "bm9uc2Vuc2U" }).where(eq(loginCodes.email, "b@example.com"));
  const results = await Promise.all(Array.from({ length: 10 }, () => codeMailQueue.sendDue()));
  expect(results.reduce((sum, result) => sum + result.sent, 0)).toBe(2);
  expect(mails.map((mail) => mail.to).sort()).toEqual(["a@example.com", "c@example.com"]);
  expect((await rows()).map((row) => row.state)).toEqual(["sent", "failed", "sent"]);
});

test("a code that ran out is not mailed, its text is erased, and a day later its row is gone", async () => {
  await ask();
  await db().update(loginCodes).set({ expiresAt: sql`clock_timestamp()` });
  await codeMailQueue.sendDue();
  expect(mails).toHaveLength(0);
  expect((await rows())[0]).toMatchObject({ state: "failed", sealedCode: null });
  await db().update(loginCodes).set({ createdAt: sql`clock_timestamp() - interval '25 hours'` });
  await codeMailQueue.sendDue();
  expect(await rows()).toHaveLength(0);
});
