import { createServer, type Server } from "node:net";
import { afterEach, expect, it } from "vitest";
import { startJobs } from "@/embedded/jobs/jobs";
import { env } from "@/lib/env";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";

useDatabase();

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const ready = () => callApi("GET /api/ready");

it("says that the job engine works, and that it cannot be reached once it has gone", async () => {
  const jobs = await startJobs({
    databaseUrl: process.env.DATABASE_URL ?? "",
    appUrl: "http://127.0.0.1:1/api/inngest",
    eventKey: "key",
    signingKey: "ab".repeat(32),
  });
  cleanUps.push(jobs.close);
  env().JOBS_HEALTH_URL = `http://127.0.0.1:${jobs.port}/health`;
  // The app need not have answered it yet: each would wait for the other.
  expect((await ready()).body).toEqual({ ready: true, database: "up", jobs: "up" });
  await jobs.close();
  expect(await ready()).toMatchObject({
    status: 503,
    body: { error: { code: "unavailable", message: expect.stringContaining("The job engine cannot be reached.") } },
  });
});

it("does not wait for an engine that takes the call and says nothing", async () => {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => server.close());
  const address = server.address();
  env().JOBS_HEALTH_URL = `http://127.0.0.1:${typeof address === "object" && address?.port}/health`;
  const since = Date.now();
  expect((await ready()).status).toBe(503);
  expect(Date.now() - since).toBeLessThan(4_000);
});

it("asks no engine that others run, and no realtime server", async () => {
  let asked = 0;
  const others = createServer((socket) => {
    asked++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => others.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => others.close());
  const address = others.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const settings = { INNGEST_BASE_URL: `http://127.0.0.1:${port}`, PUSHER_HOST: "127.0.0.1", PUSHER_PORT: port };
  Object.assign(env(), settings, { JOBS_HEALTH_URL: undefined });
  expect((await ready()).body).toEqual({ ready: true, database: "up", jobs: "elsewhere" });
  expect(asked).toBe(0);
});
