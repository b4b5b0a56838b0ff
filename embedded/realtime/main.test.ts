import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { APP, connectBrowser, connectSdk, nextEvent, RawClient } from "./test-support";

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "belfry-realtime-"));
  program = join(folder, "realtime.mjs");
  const banner = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;
  const entryPoints = [join(import.meta.dirname, "main.ts")];
  await build({
    entryPoints,
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: banner },
  });
});
afterAll(() => rm(folder, { recursive: true }));

const SETTINGS = { PUSHER_APP_ID: APP.id, PUSHER_KEY: APP.key, PUSHER_SECRET: APP.secret };

function run(settings: Record<string, string>) {
  const child = spawn(process.execPath, [program], { env: { NODE_ENV: "test", ...settings } });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

async function start(
  settings: Record<string, string> = {},
): Promise<{ child: ChildProcessWithoutNullStreams; port: number; lines: string[] }> {
  const child = run({ ...SETTINGS, ...settings });
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  reader.on("line", (line) => lines.push(line));
  await once(reader, "line");
  return { child, lines, port: (JSON.parse(lines[0] ?? "") as { port: number }).port };
}

describe("the process", () => {
  it("says once where it listens, serves, and leaves on SIGTERM so that browsers come back", async () => {
    const { child, port, lines } = await start();
    const browser = connectBrowser(port);
    await nextEvent(browser.subscribe("private-chat"), "pusher:subscription_succeeded");
    const raw = await RawClient.connect(port);
    const exit = once(child, "exit");
    const away = nextEvent(browser.connection, "error");
    child.kill("SIGTERM");
    expect(await raw.closed).toMatchObject({ code: 4100 });
    expect(await away).toMatchObject({ data: { code: 4100 } });
    expect(await exit).toEqual([0, null]);
    expect(lines).toEqual([JSON.stringify({ ready: true, port })]);
    const back = nextEvent(browser.channel("private-chat"), "pusher:subscription_succeeded");
    await start({ REALTIME_PORT: String(port) });
    await back;
    const got = nextEvent(browser.channel("private-chat"), "e");
    await connectSdk(port).trigger("private-chat", "e", { after: "restart" });
    expect(await got).toEqual({ after: "restart" });
  });

  it("leaves when its supervisor is gone, and only then minds its stdin", async () => {
    const supervised = await start({ BELFRY_SUPERVISED: "1" });
    const alone = await start();
    const exit = once(supervised.child, "exit");
    alone.child.stdin.end();
    supervised.child.stdin.end();
    expect(await exit).toEqual([0, null]);
    expect((await fetch(`http://127.0.0.1:${alone.port}/health`)).status).toBe(200);
  });

  it.each([
    [{ PUSHER_KEY: "" }, /PUSHER_KEY is not set/],
    [{ PUSHER_SECRET: "" }, /PUSHER_SECRET is not set/],
    [{ PUSHER_APP_ID: "belfry" }, /PUSHER_APP_ID must be a number/],
    [{ REALTIME_PORT: "70000" }, /REALTIME_PORT must be a port/],
    [{ REALTIME_WEBHOOK_URL: "ftp://x" }, /REALTIME_WEBHOOK_URL must be/],
    [{ REALTIME_WEBHOOK_URL: "http://" }, /REALTIME_WEBHOOK_URL must be/],
  ])("refuses %j in one sentence", async (settings, message) => {
    const child = run({ ...SETTINGS, ...settings });
    const [output, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect(code).toBe(1);
    expect(output).toMatch(message);
    expect(output.trim().split("\n")).toHaveLength(1);
  });
});
