import dns from "node:dns/promises";
import { Socket } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { channelConfigs } from "@/db/schema/integrations";
import { seal } from "@/lib/crypto";
import { INSIDE } from "@/lib/egress/test-support";
import { env } from "@/lib/env";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";
import { startWebhookServer } from "@/tests/webhook-server";
import { drainDeliveries } from "../delivery/drain";
import { notify } from "../events/notify";

useDatabase();

/** Whoever reaches the canary was let in where nobody may go; the allowed one is what the operator lets us call. */
let canary: Awaited<ReturnType<typeof startWebhookServer>>;
let allowed: Awaited<ReturnType<typeof startWebhookServer>>;
let team: Team;
let cookie: string;
let at: string;
let answers: string[][];
let asked: string[];

beforeAll(async () => {
  [canary, allowed] = await Promise.all([startWebhookServer(), startWebhookServer()]);
});
afterAll(() => Promise.all([canary.close(), allowed.close()]));
beforeEach(async () => {
  env().EGRESS_ALLOW = [allowed.host];
  allowed.answer(() => ({ status: 307, headers: { location: canary.url } }));
  team = await makeTeam();
  cookie = await cookieFor(await makePerson(team, "admin"));
  at = `/api/workspaces/${team.slug}/notifications/configs`;
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(canary.posted).toEqual([]);
});

/** Names lead to the first of `answers`, the next time to the second: the last of them stays. */
function resolveTo(...found: string[][]) {
  answers = found;
  asked = [];
  const own = dns.lookup;
  vi.spyOn(dns, "lookup").mockImplementation((async (host: string, options: object) => {
    if (!host.endsWith(".com")) return own(host, options);
    asked.push(host);
    const now = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    return now.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  }) as unknown as typeof dns.lookup);
}

const GOOD = "https://hooks.slack.com/services/T000/B000/abcd";

/** A destination whose row already holds this address, as if a guard had slept when it was saved. */
async function slipIn(target: string): Promise<string> {
  const { body } = await callApi(`POST ${at}`, { cookie, body: { channel: "slack_webhook", name: "n", target: GOOD } });
  const id = String(body.id);
  await db()
    .update(channelConfigs)
    .set({ sealedTarget: seal("channel config", id, target) })
    .where(eq(channelConfigs.id, id));
  return id;
}

/** Every entry an address passes through; each answers what the admin or the log is told. */
const ENTRIES: [string, (url: string) => Promise<string>][] = [
  [
    "create",
    async (target) => {
      const { status, body } = await callApi(`POST ${at}`, {
        cookie,
        body: { channel: "slack_webhook", name: "n", target },
      });
      return status === 422 ? body.error.message : `${status}`;
    },
  ],
  [
    "update",
    async (target) => {
      const id = await slipIn(GOOD);
      const { status, body } = await callApi(`PATCH ${at}/${id}`, { cookie, body: { target } });
      return status === 422 ? body.error.message : `${status}`;
    },
  ],
  [
    "test",
    async (target) => {
      const { body } = await callApi(`POST ${at}/test`, { cookie, body: { configId: await slipIn(target) } });
      return body.success ? "sent" : String(body.message);
    },
  ],
  ["deliver", async (target) => deliver(await slipIn(target))],
];

async function deliver(id: string): Promise<string> {
  await notify(team.producer, { type: "feedback.new", title: "Hi", recipients: { everyone: true } });
  await drainDeliveries(team.workspaceId, "slack_webhook");
  const { rows } = await db().execute<{ state: string; error: string | null }>(
    sql`SELECT state, last_error AS error FROM deliveries WHERE config_id = ${id}`,
  );
  return rows[0]?.state === "sent" ? "sent" : (rows[0]?.error ?? "nothing was tried");
}

/** `PORT` is the canary's. */
const VECTORS = [
  "http://127.0.0.1:PORT/",
  "https://127.0.0.1:PORT/",
  "https://127.1:PORT/",
  "https://2130706433:PORT/",
  "https://0x7f000001:PORT/",
  "https://0x7f.0.0.1:PORT/",
  "https://0177.0.0.1:PORT/",
  "https://127.000.000.001:PORT/",
  "https://0:PORT/",
  "https://[::1]:PORT/",
  "https://[::ffff:127.0.0.1]:PORT/",
  "https://[64:ff9b::7f00:1]:PORT/",
  "https://localhost:PORT/",
  "https://localhost.:PORT/",
  "https://①②⑦.⓪.⓪.①:PORT/",
  "https://127。0。0。1:PORT/",
  "https://169.254.169.254/latest/meta-data/",
  "https://metadata.google.internal/",
  "https://hooks.slack.com:PORT/",
  "https://hooks.slack.com.canary.example/",
  "https://xhooks.slack.com/",
  "https://hooks.slack.com%2ecanary.example/",
  "https://hooks.slack.com@127.0.0.1:PORT/",
  "https://user:pass@hooks.slack.com/",
  "https://127.0.0.1:PORT\\@hooks.slack.com/",
  "https://hooks.slack.com\\@127.0.0.1:PORT/",
  "https://hooks.slack.com\n@127.0.0.1:PORT/",
  "https:/127.0.0.1:PORT/",
  "//127.0.0.1:PORT/",
  "ftp://127.0.0.1:PORT/",
  "file:///etc/passwd",
  "gopher://127.0.0.1:PORT/_",
  "javascript:fetch('http://127.0.0.1:PORT')",
  "ht\ttp://127.0.0.1:PORT/",
  "http://127.0.0.1:PORT/%0d%0aHost:%20hooks.slack.com",
];

test("the canary hears whoever is not guarded", async () => {
  await fetch(canary.url);
  expect(canary.posted).toHaveLength(1);
  canary.posted.length = 0;
});

describe.each(ENTRIES)("by %s", (_, go) => {
  test.each(VECTORS)("%j is refused with a reason, and no socket is opened", async (text) => {
    resolveTo(["127.0.0.1"]);
    const { port } = new URL(canary.url);
    const connect = vi.spyOn(Socket.prototype, "connect");
    const said = await go(text.replace("PORT", port));
    expect(said).toMatch(/Only |not a plain|may not carry|Write the host|Give the webhook/);
    expect(asked).toEqual([]);
    const opened = connect.mock.calls.map(([options]) => JSON.stringify(options));
    expect(opened.filter((one) => one.includes(port))).toEqual([]);
  });
});

describe.each(ENTRIES.slice(2))("by %s", (_, go) => {
  test("a name that leads inside, alone or beside a public address, is never called", async () => {
    for (const address of INSIDE) {
      resolveTo([address], ["1.1.1.1", address]);
      expect(await go(GOOD), address).toMatch(/leads into a private network/);
      if (_ === "deliver") await db().execute(sql`DELETE FROM channel_configs`);
      await db().execute(sql`DELETE FROM rate_buckets`);
    }
  });

  test("a redirect is an answer, not followed", async () => {
    expect(await go(`${allowed.url}/hook`)).toMatch(/redirects \(307\), and redirects are not followed/);
  });
});

test("a name that rebinds between the save, the test and the delivery is looked at each time", async () => {
  resolveTo(["127.0.0.1"]);
  const id = await slipIn(GOOD);
  const { body } = await callApi(`POST ${at}/test`, { cookie, body: { configId: id } });
  expect(body).toMatchObject({ success: false, message: expect.stringContaining("private network") });
  expect(await deliver(id)).toMatch(/private network/);
  expect(asked).toEqual(["hooks.slack.com", "hooks.slack.com"]);
});
