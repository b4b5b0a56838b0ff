import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { codeMailQueue } from "@/lib/auth/code-mail-queue";
import { requestSignInCode } from "@/lib/auth/codes";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { type SmtpReply, type SmtpStage, startSmtpServer } from "@/tests/smtp-server";
import { notify } from "../events/notify";
import { drainDeliveries } from "./drain";

useDatabase();

let smtp: Awaited<ReturnType<typeof startSmtpServer>>;

beforeAll(async () => {
  smtp = await startSmtpServer();
  process.env.SMTP_URL = smtp.url;
  process.env.RESEND_API_KEY = "";
});
afterAll(() => smtp.close());
beforeEach(async () => {
  smtp.received.length = 0;
  smtp.state.most = 0;
  smtp.behave(() => undefined);
  await db().execute(sql`DELETE FROM credential_pauses`);
});

async function tell(count: number) {
  const team = await makeTeam();
  const people = [];
  for (let n = 0; n < count; n++) people.push(await makePerson(team));
  await notify(team.producer, { type: "test", title: "All hands", recipients: { everyone: true } });
  return { team, people, drain: () => drainDeliveries(team.workspaceId, "email") };
}

async function rowsOf({ workspaceId }: { workspaceId: string }) {
  const { rows } = await db().execute<Record<string, unknown>>(sql`
    SELECT state, attempts, maybe_duplicate AS marked, last_error AS error FROM deliveries
    WHERE workspace_id = ${workspaceId} AND channel = 'email'`);
  return rows;
}

const isSentOnce = { state: "sent", attempts: 1, marked: false };

describe("a mail server that is slow", () => {
  // Sixteen by fives at four seconds each: the last begin after twelve; and one is looked through for longer than that.
  it("gets each mail once, however long they wait for a connection and however long it takes to answer", async () => {
    const { team, people, drain } = await tell(16);
    smtp.behave(async (stage, to) => {
      if (stage === "end") await sleep(to === people[0]?.email ? 14_000 : 4_000);
      return undefined;
    });
    // A drain gives way to others after ten seconds.
    for (let sent = 0; sent < 16; ) sent += (await drain()).sent;
    expect([...smtp.received].sort()).toEqual(people.map(({ email }) => email).sort());
    expect(smtp.state.most).toBeLessThanOrEqual(5);
    expect(await rowsOf(team)).toEqual(Array(16).fill(expect.objectContaining(isSentOnce)));
  }, 90_000);

  it("has no more mails claimed than it takes at once, and nobody else takes over what is under way", async () => {
    const { team, drain } = await tell(8);
    let claimed = 0;
    smtp.behave(async (stage) => {
      if (stage !== "end") return;
      const { rows } = await db().execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM deliveries
        WHERE workspace_id = ${team.workspaceId} AND state = 'sending'`);
      claimed = Math.max(claimed, rows[0]?.n ?? 0);
    });
    expect(await drain()).toMatchObject({ sent: 8 });
    expect(claimed).toBeGreaterThan(0);
    expect(claimed).toBeLessThanOrEqual(5);
  });

  it("gets a sign-in code before the notifications that wait for a connection", async () => {
    const { drain } = await tell(5);
    const { email } = await makePerson(await makeTeam());
    const others = await Promise.all([tell(5), tell(5)]);
    smtp.behave(async (stage) => {
      if (stage === "end") await sleep(500);
    });
    const drained = Promise.all([drain(), ...others.map((other) => other.drain())]);
    await expect.poll(() => smtp.state.open).toBe(5);
    const request = new Request("http://localhost:3000/api/sign-in/code");
    await requestSignInCode({ kind: "nobody" }, { email }, { request, headers: new Headers() });
    smtp.received.length = 0;
    await codeMailQueue.sendDue();
    // Five were under way, ten waited, and it went before those.
    expect(smtp.received.filter((to) => to === email)).toHaveLength(1);
    expect(smtp.received.length).toBeLessThan(10);
    await drained;
  });
});

describe("a mail whose server is gone in the middle of it", () => {
  const at =
    (when: SmtpStage, reply: SmtpReply) =>
    (stage: SmtpStage): SmtpReply =>
      stage === when ? reply : undefined;

  it.each([
    ["at its recipient", at("rcpt", "cut"), false],
    ["before its text", at("data", "cut"), false],
    ["with its text there and no answer", at("end", "cut"), true],
    ["after an answer that it was not taken", at("end", "451 later"), false],
  ] as const)("%s: it goes out again, and is marked only if it may have arrived", async (_, behave, marked) => {
    const { team, drain } = await tell(1);
    smtp.behave(behave);
    await drain();
    expect(await rowsOf(team)).toMatchObject([{ state: "retrying", attempts: 1, marked }]);
  });

  it("before anybody listens: it is not marked", async () => {
    const { team, drain } = await tell(1);
    await smtp.close();
    await drain();
    await smtp.reopen();
    expect(await rowsOf(team)).toMatchObject([{ state: "retrying", attempts: 1, marked: false }]);
  });
});

it("a mail whose worker died is marked only if its call had begun", async () => {
  for (const awaits of [true, false]) {
    const { team, drain } = await tell(1);
    await db().execute(sql`UPDATE deliveries SET state = 'sending', lease_owner = 'dead', attempts = 1,
      awaits_call = ${awaits} WHERE workspace_id = ${team.workspaceId}`);
    expect(await drain()).toMatchObject({ sent: 1 });
    expect(await rowsOf(team)).toMatchObject([{ state: "sent", attempts: 1, marked: !awaits }]);
  }
});
