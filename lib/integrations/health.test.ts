import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { sql } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import webpush from "web-push";
import { db } from "@/db/client";
import { env } from "@/lib/env";
import { notify } from "@/lib/notifications/events/notify";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";
import { startSlackServer } from "@/tests/slack-server";
import type { Part } from "./constants";
import type { Check } from "./contract";
import { connectSlack } from "./slack";

useDatabase();

let team: Team;
let cookie: string;
let admin: Awaited<ReturnType<typeof makePerson>>;
const kept = { ...process.env };
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  team = await makeTeam();
  admin = await makePerson(team, "admin");
  cookie = await cookieFor(admin);
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
});

/** Settings as the checks read them, and as the libraries do that read the environment themselves. */
function set(settings: Record<string, unknown>) {
  const before = { ...env() };
  Object.assign(env(), settings);
  for (const [name, value] of Object.entries(settings)) if (typeof value === "string") process.env[name] = value;
  ends.push(() => {
    for (const name of Object.keys(settings)) delete (env() as Record<string, unknown>)[name];
    Object.assign(env(), before);
  });
}

async function look(part: Part): Promise<Check> {
  const { status, body } = await callApi(`GET /api/workspaces/${team.slug}/integrations/health`, { cookie });
  expect(status).toBe(200);
  const check = (body.checks as Check[]).find((one) => one.part === part);
  if (!check) throw new Error(`${part} was not looked at`);
  return check;
}

async function serve(answer: (path: string, headers: Record<string, unknown>) => { status: number; json: unknown }) {
  const server: Server = createServer((request, response) => {
    const { status, json } = answer(request.url ?? "", request.headers);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("every part is looked at, and what does not work comes with what to do", async () => {
  const { body } = await callApi(`GET /api/workspaces/${team.slug}/integrations/health`, { cookie });
  const checks = body.checks as Check[];
  expect(checks.map(({ part }) => part)).toEqual([
    "database",
    "jobs",
    "realtime",
    "email",
    "web_push",
    "slack",
    "sms",
    "mobile_push",
  ]);
  expect(checks[0]).toMatchObject({ state: "ok", detail: expect.stringMatching(/^PostgreSQL \d+/) });
  for (const { state, todo } of checks) if (state === "failing") expect(todo).toBeTruthy();
});

describe("e-mail", () => {
  const resend = (domains: object[], key = "re_1") =>
    serve((path, headers) => {
      if (headers.authorization !== `Bearer ${key}`) {
        return { status: 401, json: { statusCode: 401, name: "invalid_api_key", message: "API key is invalid" } };
      }
      return path === "/domains"
        ? { status: 200, json: { object: "list", data: domains } }
        : { status: 404, json: { statusCode: 404, name: "not_found", message: "Not found." } };
    });

  test.each([
    [[{ name: "example.com", status: "verified" }], "ok", /knows mail\.example\.com/],
    [[{ name: "example.com", status: "pending" }], "failing", /has not verified example\.com: it is pending/],
    [[{ name: "ample.com", status: "verified" }], "failing", /does not know mail\.example\.com/],
  ])("by Resend with the domains %j is %s", async (domains, state, detail) => {
    set({ RESEND_API_KEY: "re_1", RESEND_BASE_URL: await resend(domains), MAIL_FROM: "B <b@mail.example.com>" });
    expect(await look("email")).toMatchObject({ state, detail: expect.stringMatching(detail) });
  });

  test("by Resend with a wrong key is failing", async () => {
    set({ RESEND_API_KEY: "re_2", RESEND_BASE_URL: await resend([]) });
    expect(await look("email")).toMatchObject({
      state: "failing",
      detail: expect.stringContaining("API key is invalid"),
    });
  });

  test("into the mailbox of this machine is fine, and says that nothing leaves", async () => {
    const base = await serve(() => ({
      status: 404,
      json: { statusCode: 404, name: "not_found", message: "Not found." },
    }));
    set({ RESEND_API_KEY: "re_1", RESEND_BASE_URL: base });
    expect(await look("email")).toMatchObject({ state: "ok", detail: expect.stringContaining("none leaves it") });
  });

  test.each([
    ["rings", "ok", /lets us in/],
    ["wrong", "failing", /does not let us in/],
  ])("by SMTP with the password %s is %s", async (password, state, detail) => {
    const server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      closeTimeout: 100,
      onAuth: (given, _session, done) =>
        given.password === "rings" ? done(null, { user: "bell" }) : done(new Error("no")),
    });
    server.on("error", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ends.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const { port } = server.server.address() as AddressInfo;
    set({ RESEND_API_KEY: undefined, SMTP_URL: `smtp://bell:${password}@127.0.0.1:${port}` });
    expect(await look("email")).toMatchObject({ state, detail: expect.stringMatching(detail) });
  });

  test("that never answers does not hold the page up", async () => {
    const silent = createTcpServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    ends.push(() => new Promise((resolve) => silent.close(resolve)));
    set({ RESEND_API_KEY: undefined, SMTP_URL: `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}` });
    const check = await look("email");
    expect(check.state).toBe("failing");
    expect(check.tookMs).toBeLessThan(6_000);
  }, 10_000);
});

describe("browser push", () => {
  const pair = webpush.generateVAPIDKeys();
  test.each([
    [pair.publicKey, "ok", /signs, and its public half verifies/],
    [webpush.generateVAPIDKeys().publicKey, "failing", /does not verify/],
  ])("with the public key %s is %s", async (publicKey, state, detail) => {
    set({ WEB_PUSH_VAPID_PUBLIC_KEY: publicKey, WEB_PUSH_VAPID_PRIVATE_KEY: pair.privateKey });
    expect(await look("web_push")).toMatchObject({ state, detail: expect.stringMatching(detail) });
  });
});

test("Slack is asked who we are, each time", async () => {
  const slack = await startSlackServer();
  ends.push(() => slack.close());
  expect(await look("slack")).toMatchObject({ state: "off", todo: expect.stringContaining("Connect") });
  set({ SLACK_API_URL: slack.url });
  await connectSlack(admin, { token: "xoxb-good" });
  expect(await look("slack")).toMatchObject({
    state: "ok",
    detail: "Connected to Northwind Slack as @belfry.",
    todo: null,
  });
  slack.state.tokens.clear();
  expect(await look("slack")).toMatchObject({ state: "failing", detail: expect.stringContaining("invalid_auth") });
});

describe("the job engine", () => {
  const engine = async (status: number) => {
    const base = await serve(() => ({
      status,
      json: status === 200 ? { ids: ["1"], status } : { error: "no", status },
    }));
    set({ INNGEST_BASE_URL: base, INNGEST_EVENT_KEY: "k" });
  };

  test("that takes events is fine until a delivery has been due for long", async () => {
    await engine(200);
    expect(await look("jobs")).toMatchObject({ state: "ok" });
    await notify(team.producer, { type: "test", title: "Hi", recipients: { everyone: true } });
    await db().execute(sql`UPDATE deliveries SET next_attempt_at = clock_timestamp() - interval '12 minutes'
      WHERE workspace_id = ${team.workspaceId}`);
    expect(await look("jobs")).toMatchObject({
      state: "failing",
      detail: expect.stringContaining("due for 12 minutes"),
    });
  });

  test("that refuses events, or cannot be reached, is failing", async () => {
    await engine(401);
    expect(await look("jobs")).toMatchObject({ state: "failing", detail: expect.stringContaining("answered 401") });
    set({ INNGEST_BASE_URL: "http://127.0.0.1:1" });
    expect(await look("jobs")).toMatchObject({
      state: "failing",
      detail: expect.stringContaining("cannot be reached"),
    });
  });
});
