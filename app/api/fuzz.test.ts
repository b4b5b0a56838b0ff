import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { rateBuckets } from "@/db/schema/limits";
import { ERROR_CODES } from "@/lib/errors";
import type { Endpoint } from "@/lib/http/endpoint";
import { handlerOf } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { CANARY, furnish } from "@/tests/fuzz/canary";
import { rightCalls } from "@/tests/fuzz/near";
import { callsOf, type FuzzCall, requestOf } from "@/tests/fuzz/request";
import { type Fixtures, makeHouse } from "@/tests/principals/fixtures";
import { runs } from "@/tests/runs";
import { useTwilio } from "@/tests/twilio";
import { ENDPOINTS } from "./openapi.json/endpoints";

// A realtime server and a job engine that cannot be reached: what is sent to them is lost, and nobody waits for it.
vi.hoisted(() => {
  const live = { REALTIME: "on", PUSHER_APP_ID: "7", PUSHER_KEY: "key7", PUSHER_SECRET: "secret7" };
  const nowhere = { PUSHER_HOST: "127.0.0.1", PUSHER_PORT: "1", PUSHER_USE_TLS: "0" };
  Object.assign(process.env, live, nowhere, { INNGEST_BASE_URL: "http://127.0.0.1:1", INNGEST_EVENT_KEY: "none" });
});
useDatabase();
useTwilio();

/** Requests in all, over every operation alike. */
const RUNS = Math.ceil(Number(process.env.FUZZ_RUNS ?? runs(2_700)) / ENDPOINTS.length);
const SLOW_MS = 1_000;
/** Buckets are emptied so often that limits do not hide what lies behind them, and are met all the same. */
const REFILL = 10;

const named = ENDPOINTS.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);

it.each(named)(
  "%s answers anything at all in time, in its shape, and without a word of another workspace",
  async (name, endpoint) => {
    const fixtures = await makeHouse();
    const real = await furnish(fixtures);
    await db().delete(rateBuckets);
    const right = await rightCalls(endpoint, fixtures, Math.min(16, RUNS));
    const handler = await handlerOf(name);
    let sent = 0;
    const once = async (call: FuzzCall) => {
      if (sent++ % REFILL === 0) await db().delete(rateBuckets);
      const request = await requestOf(endpoint, fixtures, call);
      const start = performance.now();
      const params = Promise.resolve(Object.keys(call.params).length ? call.params : undefined);
      const response = await handler(request, { params });
      return { response, took: performance.now() - start };
    };
    const property = fc.asyncProperty(callsOf(endpoint, fixtures, real, right), async (call) => {
      const { response, took } = await once(call);
      await checkAnswer(endpoint, response);
      // A slow machine is not a slow answer: what is slow is so again.
      if (took > SLOW_MS) expect(Math.min((await once(call)).took, (await once(call)).took)).toBeLessThan(SLOW_MS);
    });
    await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: 600_000, markInterruptAsFailure: true });
  },
  660_000,
);

async function checkAnswer(endpoint: Endpoint, response: Response): Promise<void> {
  const text = await response.text();
  expect(text).not.toContain(CANARY);
  expect([...response.headers.values()].join("\n")).not.toContain(CANARY);
  if (response.status < 400) return checkSuccess(endpoint, response, text);
  expect(response.status, text).toBeLessThan(500);
  const { error } = JSON.parse(text) as { error: { code: string; message: string; requestId: string } };
  expect(ERROR_CODES).toContain(error.code);
  expect(error.message).toMatch(/^[A-Z`].{10,}\.$/s);
  expect(error.message).not.toMatch(/\bselect\b.+\bfrom\b|\binsert into\b|\bat .+\.[jt]s:\d/i);
  expect(error.requestId).toBe(response.headers.get("x-request-id"));
}

function checkSuccess(endpoint: Endpoint, response: Response, text: string): void {
  expect(response.status).toBe(endpoint.status);
  if (endpoint.produces) expect(response.headers.get("content-type")).toBe(endpoint.produces);
  else expect(endpoint.response.safeParse(JSON.parse(text)).error).toBeUndefined();
}

it("sends the canaries' owner what is theirs, so that the search for them means something", async () => {
  const fixtures: Fixtures = await makeHouse();
  await furnish(fixtures);
  const list = ENDPOINTS.find(({ path }) => path === "/api/workspaces/{ws}/notifications");
  if (!list) throw new Error("There is no inbox.");
  const call = {
    principal: "stranger" as const,
    params: { ws: fixtures.other.slug },
    query: "",
    body: undefined,
    headers: {},
  };
  const response = await (await handlerOf(`GET ${list.path}`))(await requestOf(list, fixtures, call), {
    params: Promise.resolve(call.params),
  });
  expect(await response.text()).toContain(CANARY);
});
