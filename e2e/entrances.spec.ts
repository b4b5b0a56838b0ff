import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { Instance } from "./support/instance";

let belfry: Instance;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  belfry = await Instance.create();
  await belfry.start();
  // What the process needs once for so many connections is no cost of the bodies.
  const first = await Promise.all(Array.from({ length: 100 }, () => begin("/sign-in", false)));
  for (const socket of first) socket.destroy();
});
test.afterAll(() => belfry.remove());

const at = (path: string) => `http://127.0.0.1:${belfry.port}${path}`;
const memory = () => Number(execFileSync("ps", ["-o", "rss=", "-p", String(belfry.file.pids.web)])) / 1024;

/** On a connection of its own: one that is kept may be closed while this process writes hundreds of megabytes. */
async function statusOfHealth(): Promise<number | undefined> {
  const [answer] = (await once(get(at("/api/health"), { agent: false }), "response")) as [IncomingMessage];
  answer.resume();
  await once(answer, "end");
  return answer.statusCode;
}

/** Every answer's time while `until` is awaited. */
async function timed(until: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let isOver = false;
  until.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const begun = performance.now();
    expect(await statusOfHealth()).toBe(200);
    times.push(performance.now() - begun);
    await sleep(20);
  }
  return times.sort((a, b) => a - b);
}

const median = (times: number[]) => times[Math.floor(times.length / 2)] ?? 0;

/** Begins a body of nine megabytes and sends all but its end, for as long as somebody reads. */
async function begin(path: string, isChunked: boolean): Promise<Socket> {
  const socket = connect(belfry.port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  const length = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 9000001";
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Inngest-Signature: t=1&s=2\r\n${length}\r\n\r\n`,
  );
  if (isChunked) socket.write(`${(9_000_001).toString(16)}\r\n`);
  socket.write(Buffer.alloc(9_000_000, 32));
  return socket;
}

for (const path of ["/sign-in", "/api/sign-in/code", "/api/webhooks/resend", "/api/auth/signout", "/api/inngest"]) {
  test(`a hundred bodies of nine megabytes that never end cost little and nobody's time: ${path}`, async () => {
    for (let i = 0; i < 60; i++) await statusOfHealth();
    const calm = median(await timed(sleep(2_000)));
    const before = memory();
    const opening = Promise.all(Array.from({ length: 100 }, (_, i) => begin(path, i % 2 === 0)));
    const times = await timed(opening.then(() => sleep(4_000)));
    const cost = memory() - before;
    console.log(
      `${path}: ${cost.toFixed(1)} MB more, ${calm.toFixed(1)} ms before, ${median(times).toFixed(1)} ms meanwhile`,
    );
    for (const socket of await opening) socket.destroy();
    // Held in memory they were 260; how much a heap grows by what it lets go again differs from run to run.
    expect(cost).toBeLessThan(60);
    expect(median(times)).toBeLessThan(Math.max(25, calm * 3));
  });
}

test("a method that an address of the API does not take is answered in words, with those it takes", async () => {
  const { paths } = (await (await fetch(at("/api/openapi.json"))).json()) as { paths: Record<string, object> };
  const addresses = [...Object.entries(paths), ["/api/inngest", {}], ["/api/auth/csrf", {}]] as [string, object][];
  for (const [path, operations] of addresses) {
    const address = at(path.replaceAll(/\{\w+\}/g, "x"));
    const taken = Object.keys(operations).map((method) => method.toUpperCase());
    const options = await fetch(address, { method: "OPTIONS" });
    const allowed = (options.headers.get("allow") ?? "").split(", ");
    expect(allowed, path).toEqual(expect.arrayContaining(taken));
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
      if (allowed.includes(method)) continue;
      const answer = await fetch(address, { method });
      expect([method, path, answer.status]).toEqual([method, path, 405]);
      expect(answer.headers.get("allow")).toBe(options.headers.get("allow"));
      expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
      const text = await answer.text();
      if (method === "HEAD") expect(text).toBe("");
      else
        expect(JSON.parse(text)).toMatchObject({
          error: { code: "method_not_allowed", requestId: expect.any(String) },
        });
    }
  }
});

test("a client that goes away in the middle of its call is no error of ours", async () => {
  const said = belfry.said.length;
  for (const path of ["/api/sign-in/code", "/api/inngest", "/api/webhooks/resend", "/api/auth/signout", "/sign-in"]) {
    for (const body of ['{"email": "a', ""]) {
      const socket = connect(belfry.port, "127.0.0.1").on("error", () => {});
      await once(socket, "connect");
      const type = path.includes("auth") ? "application/x-www-form-urlencoded" : "application/json";
      const head = body
        ? `POST ${path} HTTP/1.1\r\nContent-Length: 500\r\nContent-Type: ${type}`
        : `GET ${path} HTTP/1.1`;
      socket.write(`${head}\r\nHost: 127.0.0.1:${belfry.port}\r\nOrigin: ${at("")}\r\n\r\n${body}`);
      await sleep(30);
      socket.destroy();
    }
  }
  await sleep(1_000);
  expect(belfry.said.slice(said)).not.toMatch(/"level":50|aborted|ECONNRESET|⨯/);
});
