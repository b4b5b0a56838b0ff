import fc from "fast-check";
import type { Endpoint } from "@/lib/http/endpoint";
import { type Fixtures, PRINCIPALS, type Principal, proofOf } from "../principals/fixtures";
import { inputOf, type Real } from "./from-schema";
import { hostileText, rawBody } from "./hostile";
import { nearlyRight, type RightCall } from "./near";

/** One request as it will be sent; printed when something is wrong with its answer. */
export interface FuzzCall {
  principal: Principal;
  params: Record<string, string>;
  query: string;
  body: string | Uint8Array<ArrayBuffer> | undefined;
  headers: Record<string, string>;
}

/** Everybody but those whom the canaries belong to. */
const OURS = PRINCIPALS.filter((name) => name !== "stranger" && name !== "foreignKey");

/** Requests to one operation, by everybody: from right in all but one thing to nonsense. */
export function callsOf(
  endpoint: Endpoint,
  fixtures: Fixtures,
  real: Real,
  right: readonly RightCall[],
): fc.Arbitrary<FuzzCall> {
  const wild = fc.record({
    principal: fc.constantFrom(...OURS),
    params: paramsOf(endpoint, fixtures, real),
    query: queryOf(endpoint, real),
    body: bodyOf(endpoint, real),
    headers: headersOf(endpoint),
  });
  const near = fc.constantFrom(...right).chain((call) => nearCall(endpoint, fixtures, real, call));
  return fc.oneof({ weight: 3, arbitrary: near }, { weight: 1, arbitrary: wild });
}

function nearCall(endpoint: Endpoint, fixtures: Fixtures, real: Real, { principal, sample }: RightCall) {
  const { body, params = {}, query = {}, file, headers } = sample;
  const given: fc.Arbitrary<FuzzCall["body"]> = file
    ? fc.constant(file.bytes)
    : endpoint.body
      ? nearlyRight(body ?? {}, real).map((value) => JSON.stringify(value))
      : fc.constant(undefined);
  const rightQuery = fc.constant(new URLSearchParams(query).toString());
  return fc.record<FuzzCall>({
    principal: fc.constant(principal),
    params: fc.constant({ ...(endpoint.path.includes("{ws}") && { ws: fixtures.team.slug }), ...params }),
    query: fc.oneof({ weight: 1, arbitrary: rightQuery }, { weight: 1, arbitrary: queryOf(endpoint, real) }),
    body: given,
    headers: fc.oneof(
      { weight: 15, arbitrary: fc.constant({ ...usualHeaders(endpoint), ...headers }) },
      { weight: 1, arbitrary: headersOf(endpoint) },
    ),
  });
}

function paramsOf({ path }: Endpoint, { team, other }: Fixtures, { ids }: Real) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const ws = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(team.slug, team.workspaceId) },
    { weight: 1, arbitrary: fc.constantFrom(other.slug, other.workspaceId) },
    { weight: 1, arbitrary: hostileText },
  );
  const id = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: hostileText });
  return fc.record(Object.fromEntries(names.map((name) => [name, name === "ws" ? ws : id])));
}

function queryOf({ query }: Endpoint, real: Real): fc.Arbitrary<string> {
  const asText = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed();
  const right = inputOf(query, real).map((given) => {
    const pairs = given && typeof given === "object" ? Object.entries(given) : [];
    return new URLSearchParams(pairs.map(([key, value]) => [key.toWellFormed(), asText(value)])).toString();
  });
  const wild = fc.constantFrom(
    "limit=1&limit=2",
    "cursor=a.b.c",
    "%",
    "a=%00",
    "a=%ff%fe",
    "?&=&==",
    "__proto__=1",
    "limit[]=1",
  );
  return fc.oneof({ weight: 8, arbitrary: right }, { weight: 1, arbitrary: wild });
}

function bodyOf({ method, body, consumes }: Endpoint, real: Real): fc.Arbitrary<FuzzCall["body"]> {
  if (method === "GET") return fc.constant(undefined);
  if (!body && !consumes)
    return fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: rawBody });
  const right = body ? inputOf(body, real).map((value) => JSON.stringify(value)) : rawBody;
  return fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: rawBody });
}

const usualHeaders = ({ consumes }: Endpoint): Record<string, string> => ({
  "content-type": consumes?.[0] ?? "application/json",
  origin: "http://localhost:3000",
  "sec-fetch-site": "same-origin",
});

function headersOf(endpoint: Endpoint): fc.Arbitrary<Record<string, string>> {
  const odd = fc.constantFrom<Record<string, string>>(
    { "content-type": "text/plain" },
    { "content-type": "application/json; charset=utf-16" },
    { "content-length": "999999999" },
    { "content-length": "-1" },
    { origin: "null" },
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { authorization: "Bearer bf_000000000000.x" },
    { authorization: "Basic eDp5" },
    { authorization: "" },
    { cookie: "belfry.session=eyJhbGciOiJkaXIifQ..a.b.c" },
    { cookie: `belfry.session=${"x".repeat(9000)}` },
    { "idempotency-key": "x".repeat(5000) },
    { "idempotency-key": "\u00e9\u00ff" },
    { "x-forwarded-for": "'; DROP TABLE sessions, 1.2.3.4" },
    { "x-forwarded-for": "fe80::1%eth0" },
    { "user-agent": "\u00ff".repeat(1000) },
  );
  return fc
    .oneof({ weight: 6, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: odd })
    .map((more) => ({ ...usualHeaders(endpoint), ...more }));
}

/** The request itself, as Next would hand it to the handler: path parameters arrive decoded. */
export async function requestOf(endpoint: Endpoint, fixtures: Fixtures, call: FuzzCall): Promise<Request> {
  const proof = await proofOf(fixtures, call.principal, endpoint);
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent((call.params[name] ?? "").toWellFormed()),
  );
  const init: RequestInit & { duplex: "half" } = {
    method: endpoint.method,
    duplex: "half",
    body: call.body,
    headers: {
      host: "localhost:3000",
      ...("cookie" in proof && proof.cookie && { cookie: proof.cookie }),
      ...("key" in proof && proof.key && { authorization: `Bearer ${proof.key}` }),
      ...call.headers,
    },
  };
  return new Request(`http://localhost:3000${path}?${call.query}`, init);
}
