import { beforeAll, beforeEach, expect, it } from "vitest";
import { db } from "@/db/client";
import { rateBuckets } from "@/db/schema/limits";
import { ERROR_CODES } from "@/lib/errors";
import type { Endpoint } from "@/lib/http/endpoint";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { expectedStatus } from "@/tests/principals/expected";
import {
  type Fixtures,
  makeHouse,
  PRINCIPALS,
  type Principal,
  personOf,
  proofOf,
  sameAs,
} from "@/tests/principals/fixtures";
import type { Row, Sample } from "@/tests/principals/row";
import { SAMPLES } from "@/tests/principals/samples";
import { digestOfTables } from "@/tests/principals/tables";
import { useTwilio } from "@/tests/twilio";
import { ENDPOINTS } from "./openapi.json/endpoints";

// A realtime server that signs but cannot be reached: what is published is lost, and nobody waits for it.
const LIVE = { REALTIME: "on", PUSHER_APP_ID: "7", PUSHER_KEY: "key7", PUSHER_SECRET: "secret7" };
Object.assign(process.env, LIVE, { PUSHER_HOST: "127.0.0.1", PUSHER_PORT: "1", PUSHER_USE_TLS: "0" });
useDatabase();
useTwilio();

const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;
const rowOf = (endpoint: Endpoint): Row => {
  const row = SAMPLES[nameOf(endpoint)];
  if (!row) throw new Error(`${nameOf(endpoint)} has no row in tests/principals: say what a right call of it is.`);
  return row;
};
const hasOwnParams = ({ path }: Endpoint) => /\{(?!ws\})/.test(path);

let fixtures: Fixtures;
beforeAll(async () => {
  fixtures = await makeHouse();
});
beforeEach(async () => {
  await db().delete(rateBuckets);
});

/** Whose things a call of this principal names: their own, where they can have any in this place. */
function ownerOf(endpoint: Endpoint, principal: Principal) {
  const person = personOf(fixtures, principal);
  const isOutside = principal === "removed" || principal === "stranger";
  return person && !(isOutside && endpoint.path.includes("{ws}")) ? person : fixtures.people.member;
}

async function send(endpoint: Endpoint, principal: Principal, sample: Sample, ws = fixtures.team.slug) {
  const params: Record<string, string> = { ...sample.params, ws };
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const query = new URLSearchParams(sample.query);
  const answer = await callApi(`${endpoint.method} ${path}?${query}`, {
    ...(await proofOf(fixtures, principal, endpoint)),
    ...(endpoint.body && { body: sample.body ?? {} }),
    ...(sample.file && { rawBody: sample.file.bytes }),
    headers: {
      ...(endpoint.access === "public" && { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" }),
      ...(sample.file && { "content-type": sample.file.type }),
      ...sample.headers,
    },
  });
  checkShape(endpoint, answer);
  return answer;
}

/** Whatever the answer is: nobody's cache keeps it, and a refusal is a sentence in the one error shape. */
function checkShape(endpoint: Endpoint, { status, headers, body }: Awaited<ReturnType<typeof callApi>>) {
  const isFile = status === endpoint.status && endpoint.produces;
  expect(headers.get("cache-control")).toMatch(isFile ? /^private, / : /^private, no-store$/);
  if (status < 400) return;
  expect(ERROR_CODES).toContain(body.error.code);
  expect(body.error.message).toMatch(/^[A-Z`].{10,}\.$/s);
  expect(body.error.requestId).toBe(headers.get("x-request-id"));
}

it("has a row for every operation, and none for what is no operation", () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(ENDPOINTS.map(nameOf).sort());
});

const named = (endpoints: Endpoint[]) => endpoints.map((endpoint) => [nameOf(endpoint), endpoint] as const);
const isInWorkspace = ({ path }: Endpoint) => path.includes("{ws}");
const isForKeys = ({ access }: Endpoint) => typeof access === "object" && "key" in access;
const isForPeople = ({ access }: Endpoint) => typeof access === "object" && "person" in access;

it.each(named(ENDPOINTS))("%s is for whom its access rule says, and a refusal changes nothing", async (_, endpoint) => {
  const row = rowOf(endpoint);
  const statuses: Partial<Record<Principal, number>> = {};
  const expected: Partial<Record<Principal, number>> = {};
  for (const principal of PRINCIPALS) {
    await db().delete(rateBuckets);
    const sample = await row.sample(fixtures, ownerOf(endpoint, principal));
    const allowed = expectedStatus(endpoint, principal);
    const status = allowed < 400 ? (row.refuses?.[sameAs(principal, endpoint)] ?? allowed) : allowed;
    const before = status < 400 ? undefined : await digestOfTables();
    expected[principal] = status;
    statuses[principal] = (await send(endpoint, principal, sample)).status;
    if (before) expect(await digestOfTables(), `refused to ${principal}`).toEqual(before);
  }
  expect(statuses).toEqual(expected);
});

it.each(named(ENDPOINTS.filter(isInWorkspace)))(
  "%s reaches nothing of another workspace from one's own",
  async (_, endpoint) => {
    const sample = await rowOf(endpoint).sample(fixtures, fixtures.people.member);
    const before = await digestOfTables({ workspaceId: fixtures.team.workspaceId });
    const principal = isForKeys(endpoint) ? "foreignKey" : "stranger";
    const { status } = await send(endpoint, principal, sample, fixtures.other.slug);
    if (hasOwnParams(endpoint)) expect(status).toBe(404);
    expect(status).toBeLessThan(500);
    expect(await digestOfTables({ workspaceId: fixtures.team.workspaceId })).toEqual(before);
  },
);

it.each(named(ENDPOINTS.filter(isForPeople)))(
  "%s leaves a member's own things alone when even an owner asks",
  async (_, endpoint) => {
    const row = rowOf(endpoint);
    const { userId } = fixtures.people.member;
    const sample = await row.sample(fixtures, fixtures.people.member);
    const before = await digestOfTables({ userId });
    const { status } = await send(endpoint, "owner", sample);
    if (row.isPersonal) expect(status).toBe(404);
    expect(await digestOfTables({ userId })).toEqual(before);
  },
);
