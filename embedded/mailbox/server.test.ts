import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Resend } from "resend";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeptMail } from "./outbox";
import { type Mailbox, startMailbox } from "./server";

const mail = { from: "Belfry <bell@belfry.test>", to: "mia@north.test", subject: "Deploy failed", text: "It did." };

let folder: string;
let mailbox: Mailbox;
let resend: Resend;
let announced: KeptMail[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "belfry-outbox-"));
  announced = [];
  mailbox = await startMailbox({ folder, apiKey: "re_key", port: 0, onMail: (kept) => announced.push(kept) });
  resend = client("re_key");
});

afterEach(async () => {
  await mailbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function client(key: string): Resend {
  return new Resend(key, { baseUrl: `http://127.0.0.1:${mailbox.port}` });
}

function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = "Bearer re_key";
  return fetch(`http://127.0.0.1:${mailbox.port}${path}`, {
    method: "POST",
    body,
    headers: { authorization, ...headers },
  });
}

function outbox(): KeptMail[] {
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as KeptMail);
}

describe("the mailbox, through the resend SDK", () => {
  it("keeps a mail as a private file with everything in it", async () => {
    const options = { cc: ["a@north.test", "Bo <b@north.test>"], replyTo: "reply@belfry.test", html: "<p>It did.</p>" };
    const more = { headers: { "List-Unsubscribe": "<https://x.test/u>" }, tags: [{ name: "category", value: "job" }] };
    const { data, error } = await resend.emails.send({
      ...mail,
      ...options,
      ...more,
      to: ["mia@north.test", "k@north.test"],
    });
    expect(error).toBeNull();
    const { createdAt, requestHash, ...kept } = outbox()[0] as KeptMail;
    expect(kept).toEqual({
      ...mail,
      ...more,
      id: data?.id,
      idempotencyKey: null,
      html: "<p>It did.</p>",
      to: "mia@north.test, k@north.test",
      cc: "a@north.test, Bo <b@north.test>",
      bcc: null,
      replyTo: "reply@belfry.test",
    });
    expect(Date.parse(createdAt)).not.toBeNaN();
    expect(requestHash).toHaveLength(64);
    expect(statSync(join(folder, readdirSync(folder)[0] as string)).mode & 0o777).toBe(0o600);
  });

  it("turns 20 parallel identical sends into one file, and says the same after a restart", async () => {
    const send = () => resend.emails.send(mail, { idempotencyKey: "delivery/1" });
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    const ids = new Set(answers.map((answer) => answer.data?.id));
    expect(ids.size).toBe(1);
    expect(readdirSync(folder)).toEqual([`${createHash("sha256").update("delivery/1").digest("hex")}.json`]);
    expect(announced).toHaveLength(1);

    writeFileSync(join(folder, "half.json.1234.tmp"), "{"); // what a kill -9 leaves
    await mailbox.close();
    mailbox = await startMailbox({ folder, apiKey: "re_key", port: 0 });
    resend = client("re_key");
    expect(ids).toContain((await send()).data?.id);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("refuses the same key with another body, for single mails and batches alike", async () => {
    await resend.emails.send(mail, { idempotencyKey: "k" });
    const other = await resend.emails.send({ ...mail, subject: "Other" }, { idempotencyKey: "k" });
    expect(other.error).toMatchObject({ statusCode: 409, name: "invalid_idempotent_request" });
    const batch = await resend.batch.send([{ ...mail, subject: "Other" }, mail], { idempotencyKey: "k" });
    expect(batch.error).toMatchObject({ statusCode: 409, name: "invalid_idempotent_request" });
    expect(outbox()).toHaveLength(1);
  });

  it("keeps a batch once per mail, and completes one that was killed half way", async () => {
    const mails = Array.from({ length: 100 }, (_, index) => ({ ...mail, subject: `Mail ${index}` }));
    const first = await resend.batch.send(mails, { idempotencyKey: "batch" });
    expect(first.data?.data).toHaveLength(100);
    for (const name of readdirSync(folder).slice(0, 40)) rmSync(join(folder, name));
    const survivors = outbox().map((kept) => kept.id);
    const again = await resend.batch.send(mails, { idempotencyKey: "batch" });
    expect(outbox()).toHaveLength(100);
    expect(again.data?.data.map(({ id }) => id)).toEqual(expect.arrayContaining(survivors));
  });

  it("keeps nothing of a strict batch with one bad mail; a permissive one names it", async () => {
    const mails = [mail, { ...mail, to: "nobody" }];
    const strict = await resend.batch.send(mails);
    expect(strict.error).toMatchObject({ statusCode: 422, name: "validation_error" });
    expect(outbox()).toHaveLength(0);
    const permissive = await resend.batch.send(mails, { batchValidation: "permissive" });
    expect(permissive.data?.data).toHaveLength(1);
    expect(permissive.data?.errors).toMatchObject([{ index: 1, message: expect.stringContaining("`to`") }]);
    expect((await resend.batch.send(Array.from({ length: 101 }, () => mail))).error?.statusCode).toBe(422);
  });

  it("asks for the key", async () => {
    expect((await client("re_other").emails.send(mail)).error).toMatchObject({
      statusCode: 401,
      name: "invalid_api_key",
    });
    const bare = await fetch(`http://127.0.0.1:${mailbox.port}/emails`, { method: "POST", body: JSON.stringify(mail) });
    expect([bare.status, await bare.json()]).toEqual([401, expect.objectContaining({ name: "missing_api_key" })]);
    expect(outbox()).toHaveLength(0);
  });

  it.each([
    [{ ...mail, to: undefined }, "missing_required_field", "Missing `to` field."],
    [{ ...mail, subject: undefined }, "missing_required_field", "Missing `subject` field."],
    [{ ...mail, text: undefined }, "validation_error", "Invalid `html` field: it or `text` is missing."],
    [{ ...mail, to: "mia@north.test, eve@evil.test" }, "validation_error", "Invalid `to` field"],
    [{ ...mail, to: ["mia@north.test\r\nBcc: eve@evil.test"] }, "validation_error", "Invalid `to` field"],
    [
      { ...mail, subject: "Hi\r\nBcc: eve@evil.test" },
      "validation_error",
      "Invalid `subject` field: it must be one line.",
    ],
    [{ ...mail, headers: { "X-A": "1\nBcc: eve@evil.test" } }, "validation_error", "Invalid `headers.X-A` field"],
    [{ ...mail, scheduled_at: "tomorrow" }, "validation_error", "not supported by the local outbox"],
    ["mail", "validation_error", "The request body must be a JSON object."],
  ])("refuses a bad mail with 422 and a sentence: %j", async (body, name, message) => {
    const response = await post("/emails", JSON.stringify(body));
    const expected = { statusCode: 422, name, message: expect.stringContaining(message) };
    expect([response.status, await response.json()]).toEqual([422, expected]);
    expect(outbox()).toHaveLength(0);
  });

  it("refuses what is no mail at all", async () => {
    expect((await post("/emails", "{")).status).toBe(400);
    expect((await post("/emails", JSON.stringify(mail), { "idempotency-key": "x".repeat(257) })).status).toBe(400);
    expect((await post("/domains", "{}")).status).toBe(404);
    expect((await post("/emails", JSON.stringify({ ...mail, text: "x".repeat(10_000_001) }))).status).toBe(413);
    expect((await fetch(`http://127.0.0.1:${mailbox.port}/health`)).status).toBe(200);
  });
});
