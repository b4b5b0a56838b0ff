import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";

const ECHO = `
  const http = require("node:http");
  const seen = (q) => JSON.stringify({ headers: q.headers, raw: q.rawHeaders });
  const server = http.createServer((q, s) => s.end(seen(q)));
  server.on("upgrade", (q, socket) => socket.end("HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n" + seen(q)));
  server.listen(0, "127.0.0.1", () => console.log(server.address().port, server.headersTimeout, server.requestTimeout));`;

/** Answers when it has been told to end. */
const LATE = `
  const { signal } = globalThis.belfryStopping;
  const server = require("node:http").createServer((q, s) => {
    console.log("asked");
    signal.addEventListener("abort", () => setTimeout(() => s.end("stopping: " + signal.aborted), 200));
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;

/** Answers with all it has been asked. */
const ASKED = `
  const asked = [];
  const server = require("node:http").createServer((q, s) => s.end(String(asked.push(q.url) && asked)));
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;

const HOSTILE = {
  "X-Forwarded-For": "10.1.2.3",
  "X-Forwarded-Host": "evil.test",
  "X-Real-IP": "10.1.2.3",
  Forwarded: "for=10.1.2.3",
  "X-Middleware-Subrequest": "middleware:middleware",
  "x-middleware-rewrite": "/admin",
  "x-invoke-path": "/admin",
  "next-resume": "1",
};

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function serve(env: Record<string, string> = {}, program = ECHO) {
  const args = ["--require", join(import.meta.dirname, "preload.cjs"), "-e", program];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const [port = 0, headersTimeout = 0, requestTimeout = 0] = line.toString().split(" ").map(Number);
  return { child, port, headersTimeout, requestTimeout };
}

async function send(port: number, headers: Record<string, string>) {
  const sent = request({ host: "127.0.0.1", port, headers }).end();
  const [response] = (await once(sent, "response")) as [import("node:http").IncomingMessage];
  return JSON.parse(await text(response)) as { headers: Record<string, string>; raw: string[] };
}

describe("the web process's preload", () => {
  it("replaces the client's word about its address and drops Next's internal headers", async () => {
    const { port } = await serve();
    const { headers, raw } = await send(port, { ...HOSTILE, "X-Custom": "kept", "next-action": "kept" });
    expect(headers).toMatchObject({ "x-forwarded-for": "127.0.0.1", "x-custom": "kept", "next-action": "kept" });
    const names = Object.keys(HOSTILE).map((name) => name.toLowerCase());
    expect(Object.keys(headers).filter((name) => names.includes(name))).toEqual(["x-forwarded-for"]);
    expect(raw.join(" ")).not.toMatch(/10\.1\.2\.3|evil|admin|middleware/i);
  });

  it("does the same for upgrades", async () => {
    const { port } = await serve();
    const socket = connect(port, "127.0.0.1");
    const lines = Object.entries(HOSTILE).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(
      `GET /realtime/app/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines.join("")}\r\n`,
    );
    const answer = await text(socket);
    expect(answer).toContain('"x-forwarded-for":"127.0.0.1"');
    expect(answer).not.toMatch(/10\.1\.2\.3|evil|admin|middleware/i);
  });

  it("keeps what a trusted proxy forwards, and still no internal header", async () => {
    const { port } = await serve({ BELFRY_TRUSTED_PROXY: "1" });
    const { headers } = await send(port, HOSTILE);
    expect(headers).toMatchObject({ "x-forwarded-for": "10.1.2.3", "x-forwarded-host": "evil.test" });
    expect(headers).not.toHaveProperty("x-middleware-subrequest");
  });

  it.each([
    ["GET /a%ffb HTTP/1.1", 400],
    ["GET /% HTTP/1.1", 400],
    ["GET http://evil.test/a HTTP/1.1", 400],
    ["OPTIONS * HTTP/1.1", 400],
    ["TRACE / HTTP/1.1", 405],
    ["GET /realtime/apps/1/events HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket", 404],
    ["GET /notifications HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket", 404],
    ["GET /%ff HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket", 400],
  ])("answers %j itself with %i and closes", async (head, status) => {
    const { port } = await serve();
    const socket = connect(port, "127.0.0.1");
    socket.write(`${head}\r\nHost: x\r\n\r\n`);
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]+\\.$`));
  });

  it("lets every address through that can be read", async () => {
    const { port } = await serve();
    for (const path of ["/", "/a%20b?c=%ff", "/%E2%82%AC", "/_next/x", "//a"]) {
      const sent = request({ host: "127.0.0.1", port, path }).end();
      const [response] = (await once(sent, "response")) as [import("node:http").IncomingMessage];
      expect(response.statusCode, path).toBe(200);
      response.resume();
    }
  });

  it("takes no body outside of the API, however that is spelled, and says so at once", async () => {
    const { port } = await serve();
    const calls = [
      ["POST", "/sign-in", 405],
      ["PUT", "/", 405],
      ["DELETE", "/api", 405],
      ["POST", "/api/../sign-in", 405],
      ["POST", "/api/%2e%2e/sign-in", 405],
      ["POST", "/api/\\..\\..", 405],
      ["POST", "/API/x", 405],
      ["POST", "/_next/x", 405],
      ["GET", "/sign-in", 413],
      ["POST", "/api/x", 200],
    ].flatMap((call) => ["Content-Length: 9000000", "Transfer-Encoding: chunked"].map((length) => [...call, length]));
    await Promise.all(
      calls.map(async ([method, path, status, length]) => {
        const socket = connect(port, "127.0.0.1").on("error", () => {});
        socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\n${length}\r\n\r\n5\r\nhello`);
        const [answer] = (await once(socket, "data")) as [Buffer];
        expect(answer.toString(), `${method} ${path}`).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
        if (!socket.closed) await once(socket, "close");
      }),
    );
  });

  it("is heard by a client that sends all of a body before it listens", async () => {
    const { port } = await serve();
    for (let i = 0; i < 10; i++) {
      const answer = await fetch(`http://127.0.0.1:${port}/sign-in`, {
        method: "POST",
        body: new Uint8Array(9_000_000),
      });
      expect(answer.status).toBe(405);
    }
  });

  it("says that https is meant with every answer, where it is reached by that", async () => {
    const [secure, plain] = [
      await serve({ BELFRY_URL: "https://x.test" }),
      await serve({ BELFRY_URL: "http://x.test" }),
    ];
    for (const [path, method] of [["/"], ["/%"], ["/a", "POST"], ["/api/x", "POST"], ["/api/x", "TRACE"]] as const) {
      const headers = [secure, plain].map(async ({ port }) => {
        const sent = request({ host: "127.0.0.1", port, path, method }).end();
        const [response] = (await once(sent, "response")) as [import("node:http").IncomingMessage];
        response.resume();
        return response.headers["strict-transport-security"];
      });
      expect(await Promise.all(headers), path).toEqual(["max-age=31536000", undefined]);
    }
  });

  it("limits how long headers and bodies may take", async () => {
    expect(await serve()).toMatchObject({ headersTimeout: 15_000, requestTimeout: 120_000 });
  });

  it("says at SIGTERM that nothing more may begin, while what is under way is finished, and keeps no connection", async () => {
    // As Next does it.
    const { child, port } = await serve(
      {},
      `${LATE} process.on("SIGTERM", () => server.close(() => process.exit(143)));`,
    );
    const exit = once(child, "exit");
    const agent = new Agent({ keepAlive: true });
    const sent = request({ host: "127.0.0.1", port, agent }).end();
    await once(child.stdout as NonNullable<typeof child.stdout>, "data");
    child.kill("SIGTERM");
    const [response] = (await once(sent, "response")) as [import("node:http").IncomingMessage];
    expect(await text(response)).toBe("stopping: true");
    expect(await exit).toEqual([143, null]);
    agent.destroy();
  });

  it("leaves a signal to do what it does where nobody listens for it", async () => {
    const { child } = await serve();
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
  });

  it("ends the process when its supervisor's pipe closes, and only then", async () => {
    const lone = await serve();
    lone.child.stdin?.end();
    const supervised = await serve({ BELFRY_SUPERVISED: "1" });
    const exit = once(supervised.child, "exit");
    await send(supervised.port, {});
    supervised.child.stdin?.end();
    expect(await exit).toEqual([0, null]);
    await send(lone.port, {});
  });

  it("started before it may serve, lets clients wait until it is released, and asks for its readiness meanwhile", async () => {
    const { child, port } = await serve({ BELFRY_HELD: "1" }, ASKED);
    const answer = fetch(`http://127.0.0.1:${port}/api/health`).then((response) => response.text());
    expect(await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 1_000, "waits"))])).toBe("waits");
    child.stdin?.write("go\n");
    expect(await answer).toBe("/api/ready,/api/health");
  });

  it("that is not released soon tells them to come back, and serves once it is", async () => {
    const { child, port } = await serve({ BELFRY_HELD: "1" }, ASKED);
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`);
    expect([answer.status, ((await answer.json()) as { error: { message: string } }).error.message]).toEqual([
      503,
      "Belfry is starting. Try again in a few seconds.",
    ]);
    expect((await fetch(`http://127.0.0.1:${port}/x`)).status).toBe(503);
    child.stdin?.write("go\n");
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/x`)).status).toBe(200);
  });
});
