import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { rateBuckets } from "@/db/schema/limits";
import { bearerOf } from "@/lib/auth/bearer";
import { revokeSession } from "@/lib/auth/session";
import { notify } from "@/lib/notifications/events/notify";
import { callApi } from "@/tests/api";
import { useAppServer } from "@/tests/app-server";
import { useBundles } from "@/tests/bundles";
import { useDatabase } from "@/tests/database";
import { cookieFor, makeKey, makePerson, makeTeam, type Team } from "@/tests/people";

useDatabase();
useBundles();
const app = useAppServer();

const root = join(import.meta.dirname, "../..");
let home: string;
let team: Team;
let ann: Awaited<ReturnType<typeof makePerson>>;
const running = new Set<ChildProcess>();

beforeEach(async () => {
  await db().delete(rateBuckets);
  home = mkdtempSync(join(tmpdir(), "belfry-cli-"));
  team = await makeTeam();
  ann = await makePerson(team);
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

type Given = { env?: Record<string, string>; stdin?: string };

/** The command as a process of its own, with a home of its own. */
function start(args: string[], { env = {}, stdin = "" }: Given = {}) {
  const child = spawn(process.execPath, [join(root, "bin/belfry.mjs"), ...args], {
    env: { NODE_ENV: "test", PATH: process.env.PATH, XDG_CONFIG_HOME: home, TZ: "UTC", ...env },
  });
  running.add(child);
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (said.out += chunk));
  child.stderr.on("data", (chunk: Buffer) => (said.err += chunk));
  child.stdin.end(stdin);
  const ended = once(child, "close").then(([code]) => {
    running.delete(child);
    return code as number;
  });
  return { child, said, ended };
}

async function run(args: string[], given?: Given) {
  const { said, ended } = start(["--url", app.url, ...args], given);
  const code = await ended;
  return { code, ...said };
}

const config = () => join(home, "belfry", "config.json");

async function decide(userCode: string, approve: boolean) {
  const answer = await callApi("POST /api/device/decision", {
    cookie: await cookieFor(ann),
    body: { userCode, approve },
  });
  expect(answer.status).toBe(200);
}

async function signIn(args: string[] = [], approve = true) {
  const { said, ended } = start(["login", "--url", app.url, ...args]);
  const userCode = await vi.waitFor(() => {
    const [, code] = /shows the code ([A-Z]{4}-[A-Z]{4})\./.exec(said.err) ?? [];
    if (!code) throw new Error(said.err);
    return code;
  }, 20_000);
  expect(said.err).toContain(`/device?code=${userCode}`);
  await decide(userCode, approve);
  return { code: await ended, ...said };
}

const tell = (title: string, more: object = {}) =>
  notify(team.producer, { type: "test", title, recipients: { users: [ann.userId] }, ...more });

describe("signing in", () => {
  it("keeps a session for its person alone, uses it, and ends it there and here", async () => {
    const answer = await signIn();
    expect(answer).toMatchObject({ code: 0, out: expect.stringContaining(`as ${ann.email}, in the workspace`) });
    expect(statSync(config()).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, "belfry")).mode & 0o777).toBe(0o700);
    const cookie = await cookieFor(ann);
    const sessions = JSON.stringify((await callApi("GET /api/me/sessions", { cookie })).body);
    expect(sessions).toContain("belfry on ");

    await tell("Hello");
    expect(await run(["notifications", "unread-count"])).toMatchObject({ code: 0, out: "1\n", err: "" });
    const { logins } = JSON.parse(readFileSync(config(), "utf8")) as { logins: Record<string, { token: string }> };
    expect(await run(["logout"])).toMatchObject({ code: 0, out: `Signed out at ${app.url}.\n` });
    const key = logins[app.url]?.token;
    expect((await callApi("GET /api/me", { key })).status).toBe(401);
    expect(await run(["notifications", "list"])).toMatchObject({
      code: 3,
      err: expect.stringMatching(/not signed in/),
    });
    expect((await run(["logout"])).code).toBe(0);
  });

  it("again ends the session before, and knows the workspace that was named", async () => {
    const second = await makeTeam();
    await signIn();
    const before = JSON.parse(readFileSync(config(), "utf8")).logins[app.url].token as string;
    expect((await signIn(["--workspace", second.slug])).code).toBe(4);
    expect((await callApi("GET /api/me", { key: before })).status).toBe(401);
    expect((await signIn(["--workspace", team.slug])).code).toBe(0);
    expect((await run(["notifications", "unread-count"])).out).toBe("0\n");
    expect((await run(["notifications", "unread-count", "--workspace", second.slug])).code).toBe(4);
  });

  it("that is refused in the browser keeps nothing", async () => {
    expect(await signIn([], false)).toMatchObject({
      code: 4,
      out: "",
      err: expect.stringContaining("refused in the browser."),
    });
    expect(() => statSync(config())).toThrow();
  });

  it("ends with the session: one sentence, and 3", async () => {
    keepLogin();
    await revokeSession(ann.sessionId);
    const answer = await run(["notifications", "list"]);
    expect(answer).toMatchObject({ code: 3, out: "" });
    expect(answer.err).toMatch(/^belfry: Sign in first.*\.\n$/);
  });

  it("says so when what it kept is damaged", async () => {
    keepLogin();
    writeFileSync(config(), "{");
    expect(await run(["notifications", "list"])).toMatchObject({ code: 1, err: expect.stringMatching(/is damaged/) });
  });
});

/** As `login` leaves it. */
function keepLogin(token = bearerOf(ann.sessionId)) {
  const login = { token, sessionId: ann.sessionId, email: ann.email, workspace: team.slug };
  mkdirSync(join(home, "belfry"), { recursive: true });
  writeFileSync(config(), JSON.stringify({ current: app.url, logins: { [app.url]: login } }));
}

describe("the inbox", () => {
  beforeEach(() => keepLogin());

  it("is listed, read one by one and as a whole; what others wrote cannot steer the terminal", async () => {
    await tell("First \u001b[31mred\u001b]0;title\u0007", { body: "line one\nline two", link: "/notifications" });
    await tell("Second");
    const text = await run(["notifications", "list"]);
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/● Second\n {2}If you can .*\n {2}Test notification · .*\n {2}[0-9a-f-]{36}\n● First/);
    expect(text.out).toContain("line one line two");
    expect([...text.out].filter((letter) => letter < " " && letter !== "\n")).toEqual([]);
    const json = JSON.parse((await run(["notifications", "list", "--limit", "1", "--format", "json"])).out);
    expect(json).toMatchObject({ notifications: [{ title: "Second" }], unreadCount: 2 });
    const next = await run(["notifications", "list", "--limit", "1", "--cursor", json.nextCursor, "--format", "json"]);
    expect(JSON.parse(next.out).notifications).toHaveLength(1);
    const read = await run(["notifications", "read", json.notifications[0].id]);
    expect(read).toMatchObject({ code: 0, out: "1 marked read, 1 unread.\n" });
    const category = ["--category", "chat"];
    expect((await run(["notifications", "mark-all-read", ...category])).out).toBe("1 unread.\n");
    expect((await run(["notifications", "mark-all-read", "--type", "test"])).out).toBe("0 unread.\n");
    expect((await run(["notifications", "list", "--unread"])).out).toBe("0 unread.\n");
  });

  it.each<[string[], number, RegExp]>([
    [["notifications", "read", "42"], 4, /ids/],
    [["notifications", "read"], 2, /missing required argument/],
    [["notifications", "list", "--limit", "1000"], 4, /limit/],
    [["notifications", "list", "--state", "gone"], 2, /inbox, archived, snoozed/],
    [["notifications", "watch", "--interval", "0"], 2, /from 1 to 3600/],
    [["notifications", "list", "--format", "xml"], 2, /text, json/],
    [["notify"], 2, /unknown command/],
    [["notifications", "list", "--url", "ftp://x"], 2, /no address of an instance/],
  ])("“%s” ends with %i and says why", async (args, code, words) => {
    const answer = await run(args);
    expect(answer).toMatchObject({ code, out: "" });
    expect(answer.err).toMatch(words);
  });

  it("is watched: each new one once, in order, through an outage, until Ctrl-C", async () => {
    await tell("Old");
    const { child, said, ended } = start(["notifications", "watch", "--interval", "1", "--format", "json"]);
    await vi.waitFor(() => expect(said.err).toContain("1 unread. Waiting"), 20_000);
    await tell("One");
    await tell("Two");
    await vi.waitFor(() => expect(said.out.trim().split("\n")).toHaveLength(2), 20_000);
    await run(["notifications", "mark-all-read"]);
    app.isAway = true;
    await vi.waitFor(() => expect(said.err).toContain("cannot be reached"), 20_000);
    await tell("Three");
    app.isAway = false;
    await vi.waitFor(() => expect(said.out).toContain("Three"), 20_000);
    const titles = said.out.trim().split("\n");
    expect(titles.map((line) => (JSON.parse(line) as { title: string }).title)).toEqual(["One", "Two", "Three"]);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });

  it("watched from empty tells the very first, and ends with 3 when its session does", async () => {
    const { said, ended } = start(["notifications", "watch", "--interval", "1"]);
    await vi.waitFor(() => expect(said.err).toContain("0 unread"), 20_000);
    await tell("The very first");
    await vi.waitFor(() => expect(said.out).toContain("● The very first"), 20_000);
    await revokeSession(ann.sessionId);
    expect(await ended).toBe(3);
  });
});

describe("sending", () => {
  const producer = async () => ({ BELFRY_API_KEY: await makeKey(team), BELFRY_WORKSPACE: team.slug });

  it("tells people, with words from stdin, once under one key", async () => {
    const env = await producer();
    const what = ["--type", "test", "--title", "Deployed", "--body", "-", "--link", "/x", "--subject", "deploy:47"];
    const args = ["send", ...what, "--to", `@${ann.handle}`, "--idempotency-key", "k1", "--priority", "high"];
    const answer = await run(args, { env, stdin: "Version 47\nis out.\n" });
    expect(answer).toMatchObject({ code: 0, err: "" });
    expect(answer.out).toMatch(/^Told 1 person; 1 message goes out\. Event [0-9a-f-]{36}\.\n$/);
    const again = await run([...args, "--format", "json"], { env, stdin: "Version 47\nis out.\n" });
    expect(JSON.parse(again.out)).toMatchObject({ recipients: 1, eventId: answer.out.slice(-38, -2) });
    const inbox = await callApi(`GET /api/workspaces/${team.slug}/notifications`, { cookie: await cookieFor(ann) });
    expect(inbox.body.notifications).toMatchObject([{ title: "Deployed", body: "Version 47\nis out.", link: "/x" }]);
    const other = await run([...args, "--title", "Else"], { env, stdin: "x" });
    expect(other.code).toBe(4);
  });

  it.each<[string, string[], number, RegExp]>([
    ["no type", ["--title", "x"], 2, /required option '--type/],
    ["data that is no JSON", ["--type", "test", "--data", "{"], 2, /--data must be a JSON object/],
    ["data that is a list", ["--type", "test", "--data", "[]"], 2, /--data must be a JSON object/],
    ["a subject without an id", ["--type", "test", "--subject", "x"], 2, /like deploy:4711/],
    ["an unknown type", ["--type", "no.such", "--title", "x", "--everyone"], 4, /no event type “no\.such”/],
    ["somebody unknown", ["--type", "test", "--to", "@nobody"], 4, /No member of this workspace is @nobody/],
    ["an unknown role", ["--type", "test", "--role", "boss"], 2, /owner, admin, member, guest/],
    ["a wrong key", ["--type", "test", "--everyone", "--key", "bf_x"], 3, /API key is unknown/],
    ["another workspace", ["--type", "test", "--everyone", "--workspace", "other"], 4, /no such workspace/],
  ])("%s: told in a sentence", async (_, args, code, words) => {
    const answer = await run(["send", ...args], { env: await producer() });
    expect(answer).toMatchObject({ code, out: "" });
    expect(answer.err).toMatch(words);
  });

  it("without a key, or with one at an inbox, says whose place it is", async () => {
    const bare = await run(["send", "--type", "test", "--everyone", "--workspace", team.slug]);
    expect(bare).toMatchObject({ code: 3, err: expect.stringMatching(/Sending needs an API key/) });
    keepLogin(await makeKey(team));
    expect(await run(["notifications", "list"])).toMatchObject({
      code: 4,
      err: expect.stringMatching(/An API key has no inbox/),
    });
  });
});

describe("keeping what there is", () => {
  it("is one new file, or a sentence why not", async () => {
    const env = { DATABASE_URL: process.env.DATABASE_URL ?? "", BELFRY_DATA_DIR: join(home, "data"), PORT: "0" };
    const file = join(home, "all.gz");
    expect(await run(["backup", file], { env })).toMatchObject({
      code: 0,
      out: expect.stringContaining(`are in ${file}`),
    });
    expect(statSync(file).size).toBeGreaterThan(100);
    expect(await run(["backup", file], { env })).toMatchObject({
      code: 1,
      err: `belfry: ${file} exists already: name a new file.\n`,
    });
    expect(await run(["restore", file], { env })).toMatchObject({
      code: 1,
      err: expect.stringContaining("is not empty"),
    });
    expect(await run(["backup"], { env })).toMatchObject({ code: 2, err: expect.stringContaining("file") });
  });
});

describe("an instance that is none", () => {
  it("cannot be reached: 5, and where", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    const { said, ended } = start(["login", "--url", `http://127.0.0.1:${port}`]);
    expect(await ended).toBe(5);
    expect(said.err).toMatch(new RegExp(`^belfry: http://127\\.0\\.0\\.1:${port} cannot be reached: .*ECONNREFUSED`));
  });

  it("answers something else: 1, and a hint", async () => {
    const server = createServer((_, response) => response.end("<html>")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { said, ended } = start(["login", "--url", `http://127.0.0.1:${port}`]);
    expect(await ended).toBe(1);
    expect(said.err).toMatch(/does not answer as Belfry does/);
    server.close();
  });
});

it("explains itself", async () => {
  const help = await run(["--help"]);
  expect(help.code).toBe(0);
  for (const word of ["login", "logout", "send", "notifications", "--format", "3 not signed in"])
    expect(help.out).toContain(word);
});
