import { desc, eq } from "drizzle-orm";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { db } from "@/db/client";
import { loginCodes } from "@/db/schema/auth";
import { rateBuckets } from "@/db/schema/limits";
import { unseal } from "@/lib/crypto";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { useResendServer } from "@/tests/resend-server";
import { challengeHash } from "./challenge";
import { codeMailQueue } from "./code-mail-queue";
import { verifySignInCode } from "./codes";
import { knownBrowserCookie } from "./known-browser";

useDatabase();

const provider = useResendServer();
let ann: Awaited<ReturnType<typeof makePerson>>;
beforeEach(async () => {
  await db().delete(rateBuckets);
  await db().delete(loginCodes);
  ann = await makePerson(await makeTeam());
});

const OURS = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };

/** Asks for a code as a browser at that address would. */
async function ask(from: string, email = ann.email, cookie?: string) {
  const headers = { ...OURS, "x-forwarded-for": from };
  const answer = await callApi("POST /api/sign-in/code", { body: { email }, headers, cookie });
  const challenge = /belfry\.challenge=([\w-]{22})/.exec(answer.headers.get("set-cookie") ?? "")?.[1];
  return { status: answer.status, challenge };
}

const mailsTo = (email: string) => provider.mails.filter(({ to }) => String(to) === email);
const newestCode = (email = ann.email) => /^(\d{6})/.exec(String(mailsTo(email).at(-1)?.subject))?.[1] ?? "";

/** The job, as often as it is woken in a flood, until the test is over. */
function keepMailing(): void {
  let isOver = false;
  const working = (async () => {
    while (!isOver) {
      await codeMailQueue.sendDue();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  onTestFinished(async () => {
    isOver = true;
    await working;
  });
}

/** So many askings for one address from 50 others, each a network of its own. */
async function flood(rounds: number, email = ann.email): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await Promise.all(Array.from({ length: 50 }, (_, n) => ask(`127.0.0.${100 + n}`, email)));
  }
}

describe("fifty strangers who ask for codes in somebody's name", () => {
  test("do not keep her from one, in a browser nobody knows, nor fill her mailbox", { timeout: 60_000 }, async () => {
    keepMailing();
    await flood(3);
    const late = flood(2);
    const mine = await ask("127.0.0.9");
    expect(mine.status).toBe(202);
    const since = Date.now();
    const asked = eq(loginCodes.challengeHash, challengeHash(mine.challenge ?? ""));
    const [row] = await db().select().from(loginCodes).where(asked);
    await vi.waitFor(() => expect(mailsTo(ann.email).some(({ key }) => key === row?.id)).toBe(true), 20_000);
    expect(Date.now() - since).toBeLessThan(15_000);
    const mail = mailsTo(ann.email).find(({ key }) => key === row?.id);
    const code = String(mail?.subject).slice(0, 6);
    expect(await verifySignInCode({ email: ann.email, code, challenge: mine.challenge })).toEqual({
      userId: ann.userId,
    });
    await late;
    expect(mailsTo(ann.email).length).toBeLessThan(30);
  });

  test("leave a browser that she has signed in before untouched, even on her own network", async () => {
    const known = knownBrowserCookie(ann.email).split(";")[0];
    for (let n = 0; n < 31; n++) await ask("127.0.0.9", n < 10 ? ann.email : `other${n}@example.com`);
    await flood(2);
    await codeMailQueue.sendDue();
    expect((await ask("127.0.0.9")).status).toBe(429);
    const mine = await ask("127.0.0.9", ann.email, known);
    expect(mine.status).toBe(202);
    await codeMailQueue.sendDue();
    expect(await verifySignInCode({ email: ann.email, code: newestCode(), challenge: mine.challenge })).toEqual({
      userId: ann.userId,
    });
    const forged = `${known?.slice(0, -1)}${known?.endsWith("0") ? "1" : "0"}`;
    expect((await ask("127.0.0.9", ann.email, forged)).status).toBe(429);
    expect((await ask("127.0.0.9", "other@example.com", known)).status).toBe(429);
  });

  test("cannot guess at codes that were never mailed, and learn nothing about the address by that", async () => {
    const verdicts: unknown[] = [];
    for (const email of [ann.email, "nobody@example.com"]) {
      await flood(1, email);
      await codeMailQueue.sendDue();
      const { challenge } = await ask("127.0.0.150", email);
      const [row] = await db()
        .select()
        .from(loginCodes)
        .where(eq(loginCodes.email, email))
        .orderBy(desc(loginCodes.id));
      const code = unseal("sign-in code", row?.id ?? "", row?.sealedCode ?? "");
      verdicts.push(await verifySignInCode({ email, code, challenge }));
    }
    expect(verdicts).toEqual([{ refusal: "no_live_code" }, { refusal: "no_live_code" }]);
    expect(mailsTo(ann.email)).toHaveLength(20);
  });
});

test("a flood from seventeen networks keeps nobody else from a code, nor a program from its own", async () => {
  const networks = Array.from({ length: 17 }, (_, n) => `127.0.1.${n}`);
  for (let n = 0; n < 30; n++) {
    await Promise.all(
      networks.flatMap((from) => [
        ask(from, `p${n}.${from}@example.com`),
        callApi("POST /api/device/code", { body: { clientName: "flood" }, headers: { "x-forwarded-for": from } }),
      ]),
    );
  }
  expect((await ask("127.0.0.9")).status).toBe(202);
  const headers = { "x-forwarded-for": "127.0.0.9" };
  const { status, body } = await callApi("POST /api/device/code", { body: { clientName: "ann's laptop" }, headers });
  expect(status).toBe(200);
  const decision = { userCode: body.userCode, approve: true };
  const cookie = await cookieFor(ann);
  expect((await callApi("POST /api/device/decision", { cookie, body: decision })).status).toBe(200);
  const token = await callApi("POST /api/device/token", { body: { deviceCode: body.deviceCode }, headers });
  expect(token.status).toBe(200);
});
