import { describe, expect, test } from "vitest";
import { readReply } from "./answer";
import { createBackoff } from "./backoff";

const reply = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  readReply({
    status,
    headers: { "x-inngest-sdk": "js", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

describe("an answer", () => {
  test("that is a result, or ops", () => {
    expect(reply(200, { a: 1 })).toEqual({ kind: "completed", result: { a: 1 } });
    const op = { op: "StepRun", id: "x", data: 1 };
    expect(reply(206, [op])).toMatchObject({ kind: "ops", ops: [op], everyOp: false, final: false });
    expect(reply(206, op, { "x-inngest-req-version": "1" })).toMatchObject({ ops: [op], everyOp: true });
    expect(reply(206, [{ nonsense: 1 }])).toMatchObject({ kind: "failed" });
  });

  test("that is an error, for good or for now", () => {
    const error = { name: "TypeError", message: "m" };
    expect(reply(500, error, { "x-inngest-no-retry": "false" })).toMatchObject({ kind: "failed", error, final: false });
    expect(reply(400, error, { "x-inngest-no-retry": "true" })).toMatchObject({ kind: "failed", final: true });
    expect(reply(500, { error: "Could not find step" })).toMatchObject({ error: { message: "Could not find step" } });
    expect(reply(500, error, { "retry-after": "90" })).toMatchObject({ retryAfterMs: 90_000 });
    expect(reply(500, error, { "retry-after": "0" })).toMatchObject({ retryAfterMs: 1_000 });
    expect(reply(500, error, { "retry-after": "2099-01-01T00:00:00Z" })).toMatchObject({ retryAfterMs: 86_400_000 });
  });

  test("that says our configuration is wrong costs nothing", () => {
    const unknown = { message: 'Function "a" was not found in this app; is the app synced correctly?' };
    expect(reply(500, unknown)).toMatchObject({ kind: "postponed", why: "unknown" });
    expect(readReply({ status: 401, headers: {}, body: "" })).toMatchObject({ kind: "postponed", why: "unauthorized" });
  });

  test("that is not the SDK's is an error, whatever its status", () => {
    expect(readReply({ status: 200, headers: {}, body: "<html>" })).toMatchObject({ kind: "failed", final: false });
    expect(reply(200, "<html>")).toMatchObject({ kind: "failed", final: false });
  });

  test("that is streamed is unwrapped", () => {
    const inner = { status: 206, headers: { "X-Inngest-No-Retry": "true" }, body: '[{"op":"StepError","id":"x"}]' };
    expect(reply(201, `   ${JSON.stringify(inner)}`)).toMatchObject({ kind: "ops", final: true });
    expect(reply(201, "   ")).toMatchObject({ kind: "failed", error: { message: "The streamed answer broke off" } });
  });
});

test("retries wait longer and longer", () => {
  const backoff = createBackoff();
  for (const [attempt, ms] of [
    [0, 15_000],
    [4, 300_000],
    [9, 7_200_000],
    [19, 7_200_000],
  ] as const) {
    expect(backoff(attempt)).toBeGreaterThanOrEqual(ms);
    expect(backoff(attempt)).toBeLessThan(ms + 30_000);
  }
  expect([0, 1, 5].map(createBackoff([10, 20]))).toEqual([10, 20, 20]);
});
