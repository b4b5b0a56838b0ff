import { createServer, type Socket } from "node:net";
import PostalMime, { decodeWords } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseEnv } from "@/lib/env";
import { smtpOptions } from "./smtp";
import type { Mail } from "./transport";

interface Received {
  from: string;
  to: string[];
  raw: string;
  session: string;
}

const mail: Mail = {
  to: "mia@north.test",
  subject: "Größe: 鐘 is ringing",
  html: "<p>It <b>did</b>.</p>",
  text: "It did.",
  headers: { "X-Belfry-Notification": "n-1", "List-Unsubscribe": "<https://x.test/u>" },
  tags: [{ name: "category", value: "notification" }],
  idempotencyKey: "delivery-1:abc",
};

let received: Received[];
let cleanUps: (() => Promise<unknown> | unknown)[];

beforeEach(() => {
  received = [];
  cleanUps = [];
  vi.resetModules();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const cleanUp of cleanUps) await cleanUp();
});

/** A mail server on a real socket. Answers its address. */
async function startSmtp(options: SMTPServerOptions = {}): Promise<string> {
  const server = new SMTPServer({
    disabledCommands: options.secure ? [] : ["STARTTLS"],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) =>
      username === "bell" && password === "ring ring" ? done(null, { user: username }) : done(new Error("Bad login")),
    async onData(stream, session, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const { mailFrom, rcptTo } = session.envelope;
      received.push({
        from: mailFrom ? mailFrom.address : "",
        to: rcptTo.map(({ address }) => address),
        raw: Buffer.concat(chunks).toString("utf8"),
        session: session.id,
      });
      done();
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  return `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

async function sender(url: string) {
  vi.stubEnv("SMTP_URL", url);
  vi.stubEnv("RESEND_API_KEY", "");
  vi.stubEnv("MAIL_FROM", "Belfry, Inc <bell@belfry.test>");
  return (await import("./send")).sendMail;
}

const answering = (code: number) => Object.assign(new Error("says no"), { responseCode: code });

describe("mail over SMTP", () => {
  it("is one message with both parts, our headers and a Message-ID made from its key, after a login", async () => {
    const send = await sender(`smtp://bell:ring%20ring@${await startSmtp({ authOptional: false })}`);
    const result = await send(mail);
    const [first] = received;
    expect(first).toMatchObject({ from: "bell@belfry.test", to: ["mia@north.test"] });
    const parsed = await PostalMime.parse(first?.raw ?? "");
    expect(parsed).toMatchObject({
      from: { name: "Belfry, Inc", address: "bell@belfry.test" },
      to: [{ name: "", address: "mia@north.test" }],
      subject: mail.subject,
      messageId: result.ok && result.id,
    });
    expect(parsed.text?.trim()).toBe(mail.text);
    expect(parsed.html?.trim()).toBe(mail.html);
    const header = (key: string) => parsed.headers.find((one) => one.key === key)?.value;
    expect([header("x-belfry-notification"), header("list-unsubscribe")]).toEqual(["n-1", "<https://x.test/u>"]);
    expect(parsed.messageId).toMatch(/^<[0-9a-f]{40}@belfry\.test>$/);

    await send(mail);
    await send({ ...mail, idempotencyKey: "delivery-2:abc" });
    const ids = await Promise.all(received.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId));
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it.each([
    "=?utf-8?Q?Your_invoice?=",
    "[Team] =?utf-8?B?R290Y2hh?= and =?iso-8859-1?q?more?=",
    `Größe: "=?utf-8?Q?=41?=" 鐘 ${"long ".repeat(30)}=?utf-8?Q?end?=`,
    "=?utf-8?Q?half",
    "a =? b ?= c",
  ])("is read as it was typed, also where it looks like something encoded: %s", async (typed) => {
    const send = await sender(`smtp://${await startSmtp()}`);
    vi.stubEnv("MAIL_FROM", "Bell =?utf-8?Q?eve?= <bell@belfry.test>");
    await send({ ...mail, subject: typed, headers: { "X-Words": typed } });
    const raw = received[0]?.raw ?? "";
    const { subject, headers, from } = await PostalMime.parse(raw);
    expect(subject).toBe(typed);
    expect(decodeWords(headers.find(({ key }) => key === "x-words")?.value ?? "")).toBe(typed);
    expect(from?.name?.replaceAll("\u2060", "")).toBe("Bell =?utf-8?Q?eve?=");
    for (const line of raw.split("\r\n\r\n")[0]?.split("\r\n") ?? []) expect(line.length).toBeLessThanOrEqual(998);
  });

  it("keeps a few connections for many mails", async () => {
    const send = await sender(`smtp://${await startSmtp()}`);
    const keys = Array.from({ length: 30 }, (_, n) => `k-${n}`);
    const results = await Promise.all(keys.map((idempotencyKey) => send({ ...mail, idempotencyKey })));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(received).toHaveLength(30);
    expect(new Set(received.map(({ session }) => session)).size).toBeLessThanOrEqual(5);
  });

  it.each([
    [451, "onRcptTo", false],
    [550, "onRcptTo", true],
    [421, "onMailFrom", false],
    [554, "onData", true],
    [452, "onData", false],
  ] as const)("answered %i in %s: final is %s", async (code, stage, isPermanent) => {
    const refuse = (_: unknown, __: unknown, done: (error: Error) => void) => done(answering(code));
    const atData: SMTPServerOptions["onData"] = (stream, _session, done) => {
      stream.resume();
      stream.on("end", () => done(answering(code)));
    };
    const send = await sender(`smtp://${await startSmtp({ [stage]: stage === "onData" ? atData : refuse })}`);
    const result = await send(mail);
    expect(result).toMatchObject({ ok: false, isPermanent, status: code, message: expect.stringContaining("says no") });
  });

  it("a refused login, an unknown certificate and a server that is not there can be mended: not final", async () => {
    const plain = await sender(`smtp://bell:wrong@${await startSmtp()}`);
    expect(await plain(mail)).toMatchObject({ ok: false, isPermanent: false, status: 535 });
    vi.resetModules();
    const secure = await startSmtp({ secure: true });
    expect(await (await sender(`smtps://${secure}`))(mail)).toMatchObject({ ok: false, isPermanent: false });
    expect(received).toHaveLength(0);
    vi.resetModules();
    const trusting = await sender(`smtps://${secure}?tls.rejectUnauthorized=false`);
    expect(await trusting(mail)).toMatchObject({ ok: true });
    vi.resetModules();
    expect(await (await sender("smtp://127.0.0.1:1"))(mail)).toMatchObject({ ok: false, isPermanent: false });
  });

  it("gives up on a server that drips its answer, within the time a channel has", async () => {
    vi.doMock("./transport", async (original) => ({
      ...(await original<typeof import("./transport")>()),
      MAIL_TIMEOUT_MS: 2_500,
    }));
    cleanUps.push(() => vi.doUnmock("./transport"));
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => {}));
      let drip: NodeJS.Timeout | undefined;
      socket.write("220 slow\r\n");
      socket.on("data", (said) => {
        if (!`${said}`.startsWith("RCPT")) return void socket.write("250 slow\r\n");
        drip = setInterval(() => socket.write("250-still thinking\r\n"), 100);
      });
      socket.on("close", () => clearInterval(drip));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanUps.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const address = server.address();
    const send = await sender(`smtp://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
    const since = Date.now();
    expect(await send(mail)).toMatchObject({ ok: false, isPermanent: false });
    expect(Date.now() - since).toBeGreaterThan(2_000);
    expect(Date.now() - since).toBeLessThan(3_500);
  });

  it("carries nobody's second header, recipient or body", async () => {
    const send = await sender(`smtp://${await startSmtp()}`);
    const evil = "Hi\r\nBcc: eve@evil.test\r\n\r\n<script>";
    expect(await send({ ...mail, subject: evil, headers: { "X-Note": evil } })).toMatchObject({ ok: true });
    const parsed = await PostalMime.parse(received[0]?.raw ?? "");
    expect(received[0]?.to).toEqual(["mia@north.test"]);
    expect(parsed.bcc).toBeUndefined();
    expect(parsed.headers.map(({ key }) => key)).not.toContain("bcc");
    expect(parsed.subject).toBe("Hi Bcc: eve@evil.test <script>");
    expect(parsed.text?.trim()).toBe(mail.text);
    for (const to of ["a@x.test, b@x.test", "a@x.test\r\nRCPT TO:<b@x.test>", "A <a@x.test>", "a@x.test>", "nobody"]) {
      expect(await send({ ...mail, to })).toMatchObject({ ok: false, isPermanent: true });
    }
    expect(await send({ ...mail, headers: { "X\r\nBcc": "eve@evil.test" } })).toMatchObject({ isPermanent: true });
    expect(received).toHaveLength(1);
  });

  it("gives way to Resend when both are set", async () => {
    await sender(`smtp://${await startSmtp()}`);
    vi.stubEnv("RESEND_API_KEY", "re_test");
    vi.stubEnv("RESEND_BASE_URL", "http://127.0.0.1:1");
    const { sendMail } = await import("./send");
    expect(await sendMail(mail)).toMatchObject({ ok: false });
    expect(received).toHaveLength(0);
  });

  it("sends a password in clear to this machine only", () => {
    expect(smtpOptions("smtp://u:p@mail.example.com").requireTLS).toBe(true);
    expect(smtpOptions("smtp://u:p@127.0.0.1:2525").requireTLS).toBe(false);
    expect(smtpOptions("smtp://relay.lan").requireTLS).toBe(false);
  });

  it("needs an address and a sender that are ones", () => {
    const settings = { BELFRY_SECRET: "ab".repeat(32), DATABASE_URL: "postgres://u@h/db", SMTP_URL: "smtp://m.test" };
    expect(() => parseEnv({ ...settings, MAIL_FROM: "a@b.test\r\nBcc: c@d.test" })).toThrow("MAIL_FROM must be");
    expect(() => parseEnv({ ...settings, SMTP_URL: "http://m.test" })).toThrow("SMTP_URL must be an smtp://");
  });
});
