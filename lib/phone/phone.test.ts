import { eq, sql } from "drizzle-orm";
import twilio from "twilio";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { phoneNumbers } from "@/db/schema/devices";
import { rateBuckets } from "@/db/schema/limits";
import { env } from "@/lib/env";
import { checkTwilio } from "@/lib/sms/send";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { startTwilioServer } from "@/tests/twilio-server";

useDatabase();

let server: Awaited<ReturnType<typeof startTwilioServer>>;
let made = 0;

beforeAll(async () => {
  server = await startTwilioServer();
  Object.assign(process.env, {
    BELFRY_URL: "https://belfry.example.com",
    TWILIO_ACCOUNT_SID: "AC0123",
    TWILIO_AUTH_TOKEN: "token",
    TWILIO_MESSAGING_SERVICE_SID: "MG0123",
    TWILIO_BASE_URL: server.url,
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.messages.length = 0;
  server.behave(() => "accept");
  await db().delete(rateBuckets);
});

const newNumber = () => `+4915199${String(++made).padStart(5, "0")}`;

async function person() {
  const ann = await makePerson(await makeTeam(), "guest");
  const cookie = await cookieFor(ann);
  const ask = (method: string, path = "", body?: object) =>
    callApi(`${method} /api/me/phone${path}`, {
      cookie,
      ...(body && { body }),
      headers: { origin: "https://belfry.example.com" },
    });
  return {
    userId: ann.userId,
    add: (number: string) => ask("POST", "", { number }),
    verify: (code: string) => ask("POST", "/verify", { code }),
    read: () => ask("GET"),
    remove: () => ask("DELETE"),
  };
}

const codeIn = (index = -1) => /^(\d{6}) is your/.exec(String(server.messages.at(index)?.form.Body))?.[1] ?? "";
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
const rowOf = async (userId: string) =>
  (await db().select().from(phoneNumbers).where(eq(phoneNumbers.userId, userId)))[0];

describe("a number", () => {
  it("is proved by a code that was sent there, in the form phones fill in by themselves", async () => {
    const ann = await person();
    const number = newNumber();
    const spaced = `${number.slice(0, 3)} (${number.slice(3, 6)}) ${number.slice(6, 9)}-${number.slice(9)}`;
    const added = await ann.add(spaced);
    expect(added.status).toBe(202);
    expect(added.body).toMatchObject({ phone: { number, verifiedAt: null, codeExpiresAt: expect.any(String) } });
    const [message] = server.messages;
    expect(message?.form).toEqual({
      To: number,
      MessagingServiceSid: "MG0123",
      Body: expect.stringMatching(/^(\d{6}) is your Belfry code\. .+\n\n@belfry\.example\.com #\1$/),
    });
    expect(JSON.stringify(await rowOf(ann.userId))).not.toContain(codeIn());
    const verified = await ann.verify(codeIn());
    expect(verified.body).toMatchObject({ phone: { number, verifiedAt: expect.any(String), codeExpiresAt: null } });
    expect((await ann.verify(codeIn())).status).toBe(422);
    expect((await ann.remove()).body).toMatchObject({ phone: null });
    expect(await rowOf(ann.userId)).toBeUndefined();
  });

  it.each([
    "",
    "12345",
    "+0123456789",
    "+49 abc 123456",
    "+4915112345678901",
    "tel:+491511234567",
    "+49151\u00b23456789",
  ])("is refused when it is none: %j", async (number) => {
    const answer = await (await person()).add(number);
    expect(answer.status).toBe(422);
    expect(answer.body.error.details?.[0]).toMatchObject({ path: "number" });
    expect(server.messages).toHaveLength(0);
  });

  it("that is proved is not replaced by one that may be mistyped", async () => {
    const ann = await person();
    await ann.add(newNumber());
    await ann.verify(codeIn());
    const again = await ann.add(newNumber());
    expect(again.status).toBe(409);
    expect(server.messages).toHaveLength(1);
    expect((await ann.read()).body).toMatchObject({ phone: { verifiedAt: expect.any(String) } });
  });

  it.each<[number, number, string]>([
    [21211, 422, "exists"],
    [21614, 422, "mobile"],
    [21408, 422, "country"],
    [21610, 409, "START"],
    [30001, 503, "just now"],
  ])("is not kept when Twilio says %i", async (code, status, word) => {
    const ann = await person();
    server.behave(() => ({ status: 400, code }));
    const answer = await ann.add(newNumber());
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(word);
    expect(await rowOf(ann.userId)).toBeUndefined();
  });

  it("is kept when the code may be on its way", async () => {
    const ann = await person();
    server.behave(() => "reset");
    expect((await ann.add(newNumber())).status).toBe(202);
    expect((await ann.verify(codeIn())).status).toBe(200);
  });

  it("is refused with a sentence where no messages can be sent", async () => {
    const ann = await person();
    const kept = env().TWILIO_AUTH_TOKEN;
    env().TWILIO_AUTH_TOKEN = undefined;
    const answer = await ann.add(newNumber());
    const read = await ann.read();
    env().TWILIO_AUTH_TOKEN = kept;
    expect(answer.status).toBe(503);
    expect(answer.body.error.message).toBe("Text messages are not set up on this server.");
    expect(read.body).toEqual({ phone: null, isAvailable: false });
  });
});

describe("a code", () => {
  it("is compared five times at the most, however many guess at once", async () => {
    const ann = await person();
    await ann.add(newNumber());
    const code = codeIn();
    const answers = await Promise.all(Array.from({ length: 40 }, () => ann.verify(wrong(code))));
    const words = answers.map(({ body }) => body.error.message);
    expect(words.filter((word) => word === "That code is not right.")).toHaveLength(4);
    expect(words.filter((word) => word.startsWith("That was one wrong try too many"))).toHaveLength(1);
    expect((await rowOf(ann.userId))?.attempts).toBe(5);
    expect((await ann.verify(code)).status).toBe(422);
  });

  it("runs out by the database's clock", async () => {
    const ann = await person();
    await ann.add(newNumber());
    await db()
      .update(phoneNumbers)
      .set({ codeExpiresAt: sql`clock_timestamp()` })
      .where(eq(phoneNumbers.userId, ann.userId));
    expect((await ann.verify(codeIn())).status).toBe(422);
    expect((await ann.read()).body).toMatchObject({ phone: { codeExpiresAt: null } });
  });

  it("is another's no use, and an older one's none either", async () => {
    const [ann, bob] = [await person(), await person()];
    const number = newNumber();
    await ann.add(number);
    const first = codeIn();
    await bob.add(number);
    expect((await bob.verify(first === codeIn() ? wrong(first) : first)).status).toBe(422);
    await ann.add(number);
    if (first !== codeIn()) expect((await ann.verify(first)).status).toBe(422);
    expect((await ann.verify(codeIn())).status).toBe(200);
  });

  it("is sent to a person three times an hour at one number, and five times in all; others do not use up theirs", async () => {
    const number = newNumber();
    const bob = await person();
    for (let i = 0; i < 3; i++) expect((await bob.add(number)).status).toBe(202);
    const refused = await bob.add(number);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("1200");
    const ann = await person();
    expect((await ann.add(number)).status).toBe(202);
    for (let i = 0; i < 4; i++) expect((await ann.add(newNumber())).status).toBe(202);
    expect((await ann.add(newNumber())).status).toBe(429);
    expect(server.messages).toHaveLength(8);
  });
});

it("tells what Twilio says of the account", async () => {
  expect(await checkTwilio()).toEqual({ ok: true, message: "The Twilio account “Test account” is active." });
});

describe("Twilio's own calls", () => {
  const URL_THERE = "https://belfry.example.com/api/webhooks/twilio";

  const call = (
    form: Record<string, string>,
    { url = URL_THERE, signature }: { url?: string; signature?: string } = {},
  ) =>
    callApi(`POST ${new URL(url).pathname}${new URL(url).search}`, {
      rawBody: new URLSearchParams(form).toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": signature ?? twilio.getExpectedTwilioSignature("token", url, form),
      },
    });
  const texted = (number: string, word: string, sid = `SM${Math.random()}`) => ({
    From: number,
    Body: word,
    MessageSid: sid,
  });

  async function verified() {
    const ann = await person();
    const number = newNumber();
    await ann.add(number);
    await ann.verify(codeIn());
    return { ...ann, number, stoppedAt: async () => (await rowOf(ann.userId))?.stoppedAt };
  }

  it.each(["STOP", " stop \n", "Unsubscribe", "QUIT"])(
    "end messages when somebody texts %j, and begin them at START",
    async (word) => {
      const ann = await verified();
      const answer = await call(texted(ann.number, word));
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("text/xml");
      expect(await ann.stoppedAt()).toBeInstanceOf(Date);
      await ann.remove();
      await call(texted(ann.number, "START"));
    },
  );

  it("are heard over: a number that has stopped gets no code, until it says START", async () => {
    const ann = await verified();
    await call(texted(ann.number, "STOP"));
    const bob = await person();
    expect((await bob.add(ann.number)).status).toBe(409);
    await call(texted(ann.number, "START"));
    expect(await ann.stoppedAt()).toBeNull();
    expect((await bob.add(ann.number)).status).toBe(202);
  });

  it("are not undone by a copy of an old START", async () => {
    const ann = await verified();
    const start = texted(ann.number, "START", "SM1");
    await call(texted(ann.number, "STOP"));
    await call(start);
    expect(await ann.stoppedAt()).toBeNull();
    await call(texted(ann.number, "STOP"));
    expect((await call(start)).status).toBe(200);
    expect(await ann.stoppedAt()).toBeInstanceOf(Date);
  });

  it("are believed by the signature over our public address and every field alone", async () => {
    const ann = await verified();
    const form = texted(ann.number, "STOP");
    const right = twilio.getExpectedTwilioSignature("token", URL_THERE, form);
    for (const forged of [
      call(form, { signature: "" }),
      call(form, { signature: twilio.getExpectedTwilioSignature("another", URL_THERE, form) }),
      call({ ...form, From: "+15550009999" }, { signature: right }),
      call({ ...form, More: "1" }, { signature: right }),
      call(form, { url: `${URL_THERE}?delivery=0198f0aa-0000-7000-8000-000000000001`, signature: right }),
      call(form, {
        signature: twilio.getExpectedTwilioSignature("token", "https://evil.example/api/webhooks/twilio", form),
      }),
    ]) {
      expect((await forged).status).toBe(403);
    }
    expect(await ann.stoppedAt()).toBeNull();
  });

  it("are refused in any form but Twilio's", async () => {
    const answer = await callApi("POST /api/webhooks/twilio", { body: { From: "+1" } });
    expect(answer.status).toBe(415);
    const large = await callApi("POST /api/webhooks/twilio", {
      rawBody: "x".repeat(20_000),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(large.status).toBe(413);
  });
});
