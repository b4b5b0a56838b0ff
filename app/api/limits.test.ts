import { sql } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { db } from "@/db/client";
import { rateBuckets } from "@/db/schema/limits";
import { newApiKey, storeApiKey } from "@/lib/auth/api-key-auth";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makeKey, makePerson, makeTeam, type Team } from "@/tests/people";
import { ENDPOINTS } from "./openapi.json/endpoints";

useDatabase();

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  propertyNames?: Schema;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  maxLength?: number;
  maxItems?: number;
  format?: string;
  pattern?: string;
  const?: unknown;
  enum?: unknown[];
}

/** A pattern that says itself how long it can get. */
const isBounded = (pattern = "+") => !/[*+]|\{\d+,\}/.test(pattern.replaceAll(/\\.|\[[^\]]*\]/g, "x"));

/** Places of a schema that would take text or lists of any length. */
function unbounded(schema: Schema, at: string): string[] {
  const inside = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => unbounded(one, `${at}.${name}`)),
    ...(schema.anyOf ?? []).flatMap((one) => unbounded(one, at)),
    ...(schema.items ? unbounded(schema.items, `${at}[]`) : []),
  ];
  if (schema.const !== undefined || schema.enum) return [];
  const isOpenText = schema.type === "string" && schema.maxLength === undefined;
  if (isOpenText && schema.format !== "uuid" && schema.format !== "date-time" && !isBounded(schema.pattern))
    return [`${at}: text`];
  if (schema.type === "array" && schema.maxItems === undefined) return [`${at}: list`, ...inside];
  return inside;
}

it.each(ENDPOINTS.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  "%s bounds every text, list and page it takes, and its body",
  (_, { params, query, body, maxBody }) => {
    for (const shape of [params, query, ...(body ? [body] : [])]) {
      expect(unbounded(z.toJSONSchema(shape, { io: "input", unrepresentable: "any" }) as Schema, "")).toEqual([]);
    }
    expect(maxBody).toBeLessThanOrEqual(body ? 256 * 1024 : 2 * 1024 * 1024);
    const size = query.shape.limit as z.ZodType | undefined;
    if (!size) return;
    for (const limit of ["0", "-1", "201", "1000000", "1e9", "NaN", "Infinity", "1.5"]) {
      expect(size.safeParse(limit).success, limit).toBe(false);
    }
    expect(size.parse(undefined)).toBeLessThanOrEqual(100);
  },
);

it("the database gives up on a statement after a quarter of a minute", async () => {
  const { rows } = await db().execute<{ statement_timeout: string }>(sql`SHOW statement_timeout`);
  expect(rows[0]?.statement_timeout).toBe("15s");
});

let team: Team;
beforeAll(async () => {
  team = await makeTeam();
});
/** So empty that it stays so for as long as the test takes. */
const empty = async (key: string) => {
  await db().insert(rateBuckets).values({ key, tokens: -10_000 });
};

it("whoever changes too much too fast waits, and nobody else does", async () => {
  const [busy, calm] = [await makePerson(team), await makePerson(team)];
  const path = `/api/workspaces/${team.slug}/notifications`;
  await empty(`changes:${busy.userId}`);
  const change = async (who: typeof busy) =>
    callApi(`POST ${path}/mark-all-read`, { cookie: await cookieFor(who), body: {} });
  const refused = await change(busy);
  expect(refused).toMatchObject({ status: 429, body: { error: { code: "rate_limited" } } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await callApi(`GET ${path}`, { cookie: await cookieFor(busy) })).status).toBe(200);
  expect((await change(calm)).status).toBe(200);
});

it("a key that asks too much too fast waits", async () => {
  const [id, key] = [crypto.randomUUID(), newApiKey()];
  await storeApiKey(key, { id, workspaceId: team.workspaceId, name: "reader", scopes: ["events:read"] });
  const path = `GET /api/workspaces/${team.slug}/events/${crypto.randomUUID()}`;
  await empty(`reads:${id}`);
  expect((await callApi(path, { key })).status).toBe(429);
  expect((await callApi(path, { key: await makeKey(team) })).status).toBe(404);
});
