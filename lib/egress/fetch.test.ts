import dns from "node:dns/promises";
import { createServer, request as requestHttp, type Server } from "node:http";
import { request as requestHttps } from "node:https";
import { type AddressInfo, Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { env } from "@/lib/env";
import { egressAgent } from "./agent";
import { egressFetch } from "./fetch";
import { EgressError, PUSH_HOSTS, SLACK_HOSTS, TEAMS_HOSTS } from "./target";
import { INSIDE } from "./test-support";

const policy = { hosts: [...SLACK_HOSTS, ...TEAMS_HOSTS, ...PUSH_HOSTS], timeoutMs: 2_000, maxBytes: 1_000 };

/** Whoever reaches the canary was let in where nobody may go; the receiver is what the operator allows. */
let canary: Server;
let receiver: Server;
let hits: string[] = [];
let asked: string[] = [];
let answers: string[][] = [];
let connect: { mock: { calls: unknown[][] } };

const listen = async (
  answer: (path: string) => { status: number; headers?: Record<string, string>; body?: string },
) => {
  const server = createServer((request, response) => {
    hits.push(`${(server.address() as AddressInfo).port}${request.url}`);
    const { status, headers, body } = answer(request.url ?? "/");
    if (status !== 0) response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
};
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  canary = await listen(() => ({ status: 200 }));
  receiver = await listen((path) => {
    if (path === "/moved") return { status: 302, headers: { location: `http://127.0.0.1:${portOf(canary)}/` } };
    if (path === "/much") return { status: 200, body: "x".repeat(5_000_000) };
    return path === "/never" ? { status: 0 } : { status: 200, body: "ok" };
  });
});
beforeEach(() => {
  hits = [];
  asked = [];
  answers = [["127.0.0.1"]];
  resolveTo();
  connect = vi.spyOn(Socket.prototype, "connect");
  env().EGRESS_ALLOW = [];
});

/** Names lead to the first of `answers`, the next time to the second: the last of them stays. */
function resolveTo() {
  vi.spyOn(dns, "lookup").mockImplementation((async (host: string) => {
    asked.push(host);
    const found = answers.length > 1 ? answers.shift() : answers[0];
    if (found?.[0] === "ENOTFOUND") throw Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
    return (found ?? []).map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  }) as unknown as typeof dns.lookup);
}
afterEach(() => {
  expect(hits.filter((hit) => hit.startsWith(String(portOf(canary))))).toEqual([]);
});
afterAll(async () => {
  for (const server of [canary, receiver]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Every way out there is: our own call, and a library's through an agent of ours. */
const ways: [string, (url: string) => Promise<unknown>][] = [
  ["egressFetch", (url) => egressFetch(url, { method: "POST", body: "{}" }, policy)],
  ["a library over https", (url) => viaLibrary(requestHttps, url, "https:")],
  ["a library over http", (url) => viaLibrary(requestHttp, url, "http:")],
];

function viaLibrary(start: typeof requestHttp, url: string, protocol: "https:" | "http:") {
  const target = new URL(url);
  target.protocol = protocol;
  return new Promise((resolve, reject) => {
    const agent = egressAgent(policy, protocol);
    const request = start(target, { agent, method: "POST" }, (response) => resolve(response.resume().statusCode));
    request.on("error", reject).end("{}");
  });
}

const problemOf = async (work: Promise<unknown>) =>
  work.then(
    (answer) => `answered ${JSON.stringify(answer)}`,
    (error: unknown) => (error instanceof EgressError ? error.problem : `threw ${String(error)}`),
  );

test("the canary hears whoever is not guarded", async () => {
  await fetch(`http://127.0.0.1:${portOf(canary)}/`);
  expect(hits).toHaveLength(1);
  hits = [];
});

/** `PORT` is the canary's. */
const REFUSED = [
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
  "https://[::ffff:7f00:1]:PORT/",
  "https://[64:ff9b::7f00:1]:PORT/",
  "https://localhost:PORT/",
  "https://localhost.:PORT/",
  "https://127.0.0.1/",
  "https://169.254.169.254/latest/meta-data/",
  "https://metadata.google.internal/",
  "https://canary.example/",
  "https://hooks.slack.com:PORT/",
  "https://hooks.slack.com:80/",
  "https://hooks.slack.com:8443/",
  "https://hooks.slack.com.canary.example/",
  "https://xhooks.slack.com/",
  "https://hooks-slack.com/",
  "https://slack.com/",
  "https://hooks.slack.com%2ecanary.example/",
  "https://webhook.office.com/",
  "https://evilwebhook.office.com/",
  "https://x.webhook.office.com.canary.example/",
  "https://.webhook.office.com/",
  "https://x..webhook.office.com/",
  "https://hooks.slack.com./",
];

describe.each(ways)("by %s nothing leaves", (_, go) => {
  test.each(REFUSED)("for %s", async (text) => {
    const url = text.replace("PORT", String(portOf(canary)));
    // What no parser takes never becomes a request, whoever sends it.
    if (!URL.canParse(url)) return expect(URL.canParse(url)).toBe(false);
    expect(await problemOf(go(url))).toBe("refused");
    expect(asked).toEqual([]);
    expect(connect.mock.calls).toEqual([]);
  });

  test.each(INSIDE)("when an allowed name leads to %s, alone or beside a public address", async (address) => {
    const expected = _ === "a library over http" ? "refused" : "inside";
    for (const found of [[address], ["1.1.1.1", address], [address, "1.1.1.1"]]) {
      answers = [found];
      expect(await problemOf(go("https://hooks.slack.com/services/x"))).toBe(expected);
    }
    expect(connect.mock.calls).toEqual([]);
  });
});

test.each([
  `http://hooks.slack.com/`,
  "HTTP://hooks.slack.com/",
  "ftp://hooks.slack.com/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "data:text/plain,x",
  "//hooks.slack.com/",
  "https:hooks.slack.com/",
  "https:/hooks.slack.com/",
  "https:///hooks.slack.com/",
  "https://user:pass@hooks.slack.com/",
  "https://user@hooks.slack.com/",
  "https://hooks.slack.com@127.0.0.1/",
  "https://@hooks.slack.com/",
  "https://hooks.slack.com\\@127.0.0.1/",
  "https://127.0.0.1\\hooks.slack.com/",
  "https://hooks.sl\tack.com/",
  " https://hooks.slack.com/",
  "https://hooks.slack.com/\r\nHost: x",
  "https://hooks.slack.com/\0",
  "https://ｈooks.slack.com/",
  "https://hooks。slack。com/",
  "https://hóoks.slack.com/",
  "https://%68ooks.slack.com/",
  "https://hooks.slack.com:0x1bb/",
  "https://hooks.slack.com:99999/",
  `https://hooks.slack.com/${"x".repeat(2000)}`,
  "",
])("egressFetch refuses the writing %j, whatever the host", async (url) => {
  answers = [["1.1.1.1"]];
  expect(await problemOf(egressFetch(url, {}, policy))).toBe("refused");
  expect(connect.mock.calls).toEqual([]);
});

test("a name that cannot be resolved, or has no address, is not called", async () => {
  for (const found of [["ENOTFOUND"], []]) {
    answers = [found];
    expect(await problemOf(egressFetch("https://hooks.slack.com/", {}, policy))).toBe("unresolved");
  }
  expect(connect.mock.calls).toEqual([]);
});

/** What a socket is told of where to go, by whatever opens it. */
interface Opening {
  lookup: (host: string, options: object, done: (error: null, found: { address: string }[]) => void) => void;
}
/** Looks at each opening of a socket first; `false`: it stays shut. */
const onConnect = (look: (socket: Socket, opening: Opening) => boolean) => {
  vi.restoreAllMocks();
  resolveTo();
  const original = Socket.prototype.connect;
  connect = vi.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket, ...args: unknown[]) {
    const opening = Array.isArray(args[0]) ? (args[0][0] as Opening) : (args[0] as Opening);
    return look(this, opening) ? (original as (...given: unknown[]) => Socket).apply(this, args) : this;
  });
};

test("a name server that never answers is not waited for", async () => {
  vi.spyOn(dns, "lookup").mockImplementation(() => new Promise(() => {}));
  expect(await problemOf(egressFetch("https://hooks.slack.com/", {}, { ...policy, timeoutMs: 50 }))).toBe("timed_out");
});

test("a name is resolved once per connection, which goes to what was tested", async () => {
  const gone: string[] = [];
  onConnect((socket, { lookup }) => {
    for (let tries = 0; tries < 3; tries++) {
      lookup("hooks.slack.com", { all: true }, (_, found) => gone.push(...found.map(({ address }) => address)));
    }
    setImmediate(() => socket.destroy(new Error("far enough")));
    return false;
  });
  answers = [["1.1.1.1"], ["127.0.0.1"]];
  expect(await problemOf(egressFetch("https://hooks.slack.com/", {}, policy))).toBe("unreachable");
  expect(asked).toEqual(["hooks.slack.com"]);
  expect(gone).toEqual(["1.1.1.1", "1.1.1.1", "1.1.1.1"]);
  // The next call looks again, and is refused.
  expect(await problemOf(egressFetch("https://hooks.slack.com/", {}, policy))).toBe("inside");
});

test("a socket that comes out at an address nobody checked is cut off before anything is written", async () => {
  env().EGRESS_ALLOW = [`allowed.test:${portOf(canary)}`];
  answers = [["127.0.0.2"]];
  onConnect((_, opening) => {
    opening.lookup = (_host, _options, done) =>
      setImmediate(() => done(null, [{ address: "127.0.0.1", family: 4 } as never]));
    return true;
  });
  expect(await problemOf(egressFetch(`http://allowed.test:${portOf(canary)}/`, {}, policy))).toBe("inside");
});

describe("what the operator allows", () => {
  const url = (path: string, host = "127.0.0.1") => `http://${host}:${portOf(receiver)}${path}`;
  beforeEach(() => {
    env().EGRESS_ALLOW = [`127.0.0.1:${portOf(receiver)}`, `allowed.test:${portOf(receiver)}`];
  });

  test("is reached, by address or by a name that leads inside; no other port is", async () => {
    for (const host of ["127.0.0.1", "allowed.test"]) {
      expect(await egressFetch(url("/", host), { method: "POST", body: "{}" }, policy)).toMatchObject({
        status: 200,
        body: "ok",
        isCut: false,
      });
    }
    expect(await problemOf(egressFetch(`http://127.0.0.1:${portOf(canary)}/`, {}, policy))).toBe("refused");
    expect(await problemOf(egressFetch(url("/", "other.test"), {}, policy))).toBe("refused");
  });

  test("redirects are answers and not followed", async () => {
    expect((await egressFetch(url("/moved"), {}, policy)).status).toBe(302);
  });

  test("an endless answer is cut, a missing one timed", async () => {
    const much = await egressFetch(url("/much"), {}, policy);
    expect([much.body.length, much.isCut]).toEqual([1_000, true]);
    expect(await problemOf(egressFetch(url("/never"), {}, { ...policy, timeoutMs: 100 }))).toBe("timed_out");
  });

  test("nobody sets another Host, or turns to a socket in the file system", async () => {
    expect(await problemOf(egressFetch(url("/"), { headers: { HOST: "canary.example" } }, policy))).toBe("refused");
    const viaPath = new Promise((resolve, reject) => {
      const options = { agent: egressAgent(policy, "http:"), socketPath: "/run/docker.sock" };
      requestHttp(options, resolve).on("error", reject).end();
    });
    expect(await problemOf(viaPath)).toBe("refused");
  });
});
