import { describe, expect, it } from "vitest";
import { callApi, listRouteFiles } from "@/tests/api";
import { ENDPOINTS } from "./endpoints";

/** Not ours to describe: protocols of libraries, and the demo's link, which is no API. */
const OUTSIDE = ["/api/inngest", "/api/sign-in/demo"];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

async function servedOperations(): Promise<string[]> {
  const files = listRouteFiles().filter((route) => !OUTSIDE.includes(route.path));
  const served = await Promise.all(
    files.map(async ({ file, path }) =>
      Object.keys((await import(file)) as object)
        .filter((name) => METHODS.includes(name))
        .map((method) => `${method} ${path}`),
    ),
  );
  return served.flat().sort();
}

describe("the OpenAPI document", () => {
  it("describes exactly the operations that are served", async () => {
    expect(ENDPOINTS.map((endpoint) => `${endpoint.method} ${endpoint.path}`).sort()).toEqual(await servedOperations());
  });

  it("is served, with a summary, an access rule and a response for each", async () => {
    const { status, body } = await callApi("GET /api/openapi.json");
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: "3.1.0", info: { title: "Belfry" } });
    const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
    expect(operations).toHaveLength(ENDPOINTS.length);
    for (const operation of operations) {
      expect(operation.summary).toMatch(/\.$/);
      expect(operation).toHaveProperty("x-belfry-access");
      expect(Object.keys(operation.responses)).toContain("default");
    }
  });
});
