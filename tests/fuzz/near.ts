import fc from "fast-check";
import type { Endpoint } from "@/lib/http/endpoint";
import { expectedStatus } from "../principals/expected";
import { type Fixtures, PRINCIPALS, type Principal, personOf } from "../principals/fixtures";
import type { Sample } from "../principals/row";
import { SAMPLES } from "../principals/samples";
import type { Real } from "./from-schema";
import { hostileText, hostileValue } from "./hostile";

export interface RightCall {
  principal: Principal;
  sample: Sample;
}

/** Calls that are right in themselves, by those who may make them; several, because some can be made only once. */
export async function rightCalls(endpoint: Endpoint, fixtures: Fixtures, rounds: number): Promise<RightCall[]> {
  const row = SAMPLES[`${endpoint.method} ${endpoint.path}`];
  if (!row) throw new Error(`${endpoint.method} ${endpoint.path} has no row in tests/principals.`);
  const allowed = PRINCIPALS.filter(
    (name) => name !== "stranger" && name !== "foreignKey" && expectedStatus(endpoint, name) < 400,
  );
  const calls: RightCall[] = [];
  for (let round = 0; round < rounds; round++) {
    const principal = allowed[round % allowed.length];
    if (!principal) continue;
    const isOutside = principal === "removed" && endpoint.path.includes("{ws}");
    const who = (isOutside ? undefined : personOf(fixtures, principal)) ?? fixtures.people.member;
    calls.push({ principal, sample: await row.sample(fixtures, who) });
  }
  return calls;
}

type Path = (string | number)[];

/** The same body with one place of it something else, one field more, or one less. */
export function nearlyRight(body: object, { ids, names }: Real): fc.Arbitrary<unknown> {
  const places = placesIn(body);
  if (places.length === 0) return fc.constant(body);
  const place = fc.constantFrom(...places);
  const other = fc.oneof(hostileValue, hostileText, fc.constantFrom<unknown>(...ids, ...names));
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(body) },
    { weight: 6, arbitrary: fc.tuple(place, other).map(([path, value]) => changed(body, path, value)) },
    { weight: 1, arbitrary: place.map((path) => changed(body, path, undefined)) },
    { weight: 1, arbitrary: hostileValue.map((value) => ({ ...body, extra: value })) },
  );
}

function placesIn(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== "object") return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((one, i) => [i, one])
    : Object.entries(value);
  return entries.flatMap(([key, one]) => [[...path, key], ...placesIn(one, [...path, key])]);
}

function changed(body: object, path: Path, value: unknown): unknown {
  const copy = structuredClone(body) as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? "";
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}
