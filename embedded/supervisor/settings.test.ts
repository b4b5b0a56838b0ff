import { afterEach, describe, expect, it, vi } from "vitest";
import { jobsEnvironment, webEnvironment } from "./environment";
import type { Secrets } from "./secrets";
import { readSettings } from "./settings";

const read = (env: Record<string, string>) =>
  readSettings({ NODE_ENV: "test", PORT: "3999", ...env }, "/srv/belfry", false);
const pusher = { PUSHER_APP_ID: "1", PUSHER_KEY: "key", PUSHER_SECRET: "secret" };
const inngest = { INNGEST_EVENT_KEY: "key", INNGEST_SIGNING_KEY: "abcd" };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("what is embedded", () => {
  const all = { postgres: true, realtime: true, jobs: true, mailbox: true };

  it.each<[string, Record<string, string>, Partial<typeof all>]>([
    ["nothing is set", {}, {}],
    ["a blank setting is none", { DATABASE_URL: " ", SMTP_URL: "" }, {}],
    ["a database", { DATABASE_URL: "postgres://u@h/db" }, { postgres: false }],
    ["a Pusher app", { ...pusher, PUSHER_CLUSTER: "eu" }, { realtime: false }],
    ["a Pusher server of one's own", { ...pusher, PUSHER_HOST: "live.example" }, { realtime: false }],
    ["no realtime", { REALTIME: "off", PUSHER_HOST: "live.example" }, { realtime: false }],
    ["Inngest", inngest, { jobs: false }],
    ["an Inngest dev server", { INNGEST_DEV: "1" }, { jobs: false }],
    ["Resend", { RESEND_API_KEY: "re_1" }, { mailbox: false }],
    ["a mail server", { SMTP_URL: "smtp://mail.example", MAIL_FROM: "bell@mail.example" }, { mailbox: false }],
  ])("%s", async (_, env, given) => {
    expect((await read(env)).embeds).toEqual({ ...all, ...given });
  });

  it.each([
    [{ PUSHER_HOST: "live.example", PUSHER_KEY: "key" }, "PUSHER_APP_ID and PUSHER_SECRET must be set too"],
    [{ INNGEST_EVENT_KEY: "key" }, "INNGEST_SIGNING_KEY must be set too"],
    [{ SMTP_URL: "smtp://mail.example" }, "MAIL_FROM must be set too"],
  ])("half a provider is refused: %j", async (env, sentence) => {
    await expect(read(env as Record<string, string>)).rejects.toThrow(sentence);
  });
});

it("finds the way around Neon's pooler, for prepare and the job engine alike", async () => {
  vi.stubEnv("DATABASE_URL_UNPOOLED", "");
  const settings = await read({});
  const unpooledFor = (databaseUrl: string) => {
    const at = { databaseUrl, jobsPort: 1 };
    const both = [webEnvironment, jobsEnvironment].map((make) => make(settings, {} as Secrets, at));
    return both.map((env) => env.DATABASE_URL_UNPOOLED);
  };
  const host = (suffix: string) =>
    `postgres://u:p@ep-cool-rain-1${suffix}.eu-central-1.aws.neon.tech/db?sslmode=require`;
  expect(unpooledFor(host("-pooler"))).toEqual([host(""), host("")]);
  expect(unpooledFor(host(""))).toEqual([undefined, undefined]);
  expect(unpooledFor("postgres://u@db-pooler.example/db")).toEqual([undefined, undefined]);
  vi.stubEnv("DATABASE_URL_UNPOOLED", "postgres://u@direct.example/db");
  expect(unpooledFor(host("-pooler"))[0]).toBe("postgres://u@direct.example/db");
});
