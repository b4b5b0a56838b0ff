import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { call } from "./call";
import { endpoint } from "./endpoint";
import { operation } from "./operation";

const common = { access: { person: "guest" }, summary: "", response: z.object({ done: z.boolean() }) } as const;
const params = z.object({ ws: z.string() });
const list = endpoint({
  ...common,
  method: "GET",
  path: "/api/{ws}/rows",
  params,
  query: z.object({ limit: z.coerce.number().int(), cursor: z.string().optional() }),
});
const change = endpoint({
  ...common,
  method: "PATCH",
  path: "/api/{ws}/rows",
  params,
  body: z.object({ name: z.string() }),
});
const click = endpoint({ ...common, method: "POST", path: "/api/stop", query: z.object({ token: z.string() }) });

const asked = vi.fn((_url: string, _init: RequestInit) => Promise.resolve(Response.json({ done: true })));
vi.stubGlobal("fetch", asked);
afterEach(() => asked.mockClear());

test("a read sends what is given in the path and the query", async () => {
  const listRows = operation<typeof list>("GET /api/{ws}/rows");
  await expect(call(listRows, { ws: "a/b", limit: 5, cursor: undefined })).resolves.toEqual({ done: true });
  expect(asked).toHaveBeenCalledWith("/api/a%2Fb/rows?limit=5", { method: "GET", headers: {} });
});

test("a change sends the rest as JSON", async () => {
  await call(operation<typeof change>("PATCH /api/{ws}/rows"), { ws: "a", name: "Ada" });
  const headers = { "content-type": "application/json" };
  expect(asked).toHaveBeenCalledWith("/api/a/rows", { method: "PATCH", headers, body: '{"name":"Ada"}' });
});

test("a change whose words are in the query sends no body", async () => {
  await call(operation<typeof click>("POST /api/stop", "query"), { token: "t" });
  expect(asked).toHaveBeenCalledWith("/api/stop?token=t", { method: "POST", headers: {} });
});

test("an operation is called by its endpoint's method and path, or does not compile", () => {
  // @ts-expect-error: another method
  operation<typeof list>("POST /api/{ws}/rows");
  // @ts-expect-error: another path
  operation<typeof list>("GET /api/{ws}/row");
  // @ts-expect-error: its words are in the query
  operation<typeof click>("POST /api/stop");
  // @ts-expect-error: its words are in the body
  operation<typeof change>("PATCH /api/{ws}/rows", "query");
});
