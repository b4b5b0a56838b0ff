import { DrizzleQueryError } from "drizzle-orm";
import fc from "fast-check";
import pino from "pino";
import { expect, test } from "vitest";
import { runs } from "@/tests/runs";
import { LOG_OPTIONS } from "./log";
import { redact } from "./redaction";

/** What would have been written for one entry. */
function written(fields: object, message = "something happened"): string {
  const lines: string[] = [];
  const log = pino({ ...LOG_OPTIONS, level: "info" }, { write: (line: string) => lines.push(line) });
  log.warn(fields, message);
  expect(lines).toHaveLength(1);
  // Whatever is taken out, the line stays one that can be parsed.
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: 40 });
  return lines[0] ?? "";
}

const S = "Zk3vq9TpLw7yXn2mBc8d";

test.each([
  ["an API key", `key bf_0123456789ab.${S}${S}abc was used`],
  ["a webhook's secret", `whsec_${S}==`],
  ["a Slack token", `xoxb-1234-${S}`],
  ["a Slack webhook", `https://hooks.slack.com/services/T000/B000/${S}`],
  ["a bearer", `Authorization: Bearer ${S}`],
  ["basic credentials", `authorization: basic ${S}=`],
  ["Resend's key", `re_${S}`],
  ["Inngest's signing key", `signkey-prod-${S}`],
  ["a model provider's key", `sk-${S}`],
  ["a token of ours", `eyJhbGciOiJkaXIi.${S}..${S}`],
  ["a database's password", `postgres://belfry:${S}@db.example.com/belfry`],
  ["a link's token", `GET /api/sign-in/demo?x=1&token=${S}`],
  ["a cookie", `belfry.session=${S}; theme=dark`],
])("%s is taken out of messages, fields, errors and their causes", (_, text) => {
  const line = written(
    { note: text, deep: { er: [{ still: text }] }, err: new Error(text, { cause: new Error(text) }) },
    text,
  );
  expect(line).not.toContain(S);
  expect(line).toContain("[redacted]");
});

test.each(["authorization", "Set-Cookie", "clientSecret", "access_token", "password", "x-api-key", "sealedCode"])(
  "what hangs under %s is taken out, however deep, whatever it looks like",
  (key) => {
    const line = written({ [key]: 'pl"ain', a: { b: { c: { d: { [key]: "plain" } } } }, list: { [key]: ["plain"] } });
    expect(line).not.toContain("plain");
    expect(line).not.toContain("ain");
  },
);

test("a sign-in code is taken out, the code of an error is not", () => {
  expect(written({ code: "123456" })).not.toContain("123456");
  expect(written({ err: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) })).toContain("ECONNREFUSED");
});

test("a failed query is told without its values", () => {
  const cause = new Error("duplicate key");
  const line = written({
    err: new DrizzleQueryError("INSERT INTO users VALUES ($1, $2)", ["ann@x.example", "a\n b"], cause),
  });
  expect(line).toContain("INSERT INTO users");
  expect(line).toContain("duplicate key");
  expect(line).not.toContain("ann@x.example");
});

test("every line stays the JSON it was, and what is no secret stays in it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(() => JSON.parse(redact(JSON.stringify({ value })))).not.toThrow();
    }),
    { numRuns: runs(500) },
  );
  const plain = JSON.stringify({ time: 1, msg: "a delivery was sent", id: crypto.randomUUID(), count: 3 });
  expect(redact(plain)).toBe(plain);
});
