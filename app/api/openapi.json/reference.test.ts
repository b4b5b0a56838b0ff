import { expect, it } from "vitest";
import { openApiDocument } from "@/lib/http/openapi";
import { referenceOf } from "@/lib/http/reference";
import { ENDPOINTS } from "./endpoints";

const groups = referenceOf(openApiDocument(ENDPOINTS, "https://belfry.example.com", "0"));
const operations = groups.flatMap((group) => group.operations);
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

it("holds every operation once, each in a group with a name", () => {
  expect(operations.map(nameOf).sort()).toEqual(ENDPOINTS.map(nameOf).sort());
  for (const { name } of groups) expect(name).toMatch(/^[A-Z]?[a-z ]*$/);
});

it.each(ENDPOINTS.filter(({ body }) => body).map((endpoint) => [nameOf(endpoint), endpoint] as const))(
  "%s shows a body that it takes",
  (name, endpoint) => {
    const shown = operations.find((one) => nameOf(one) === name)?.example ?? "";
    expect(endpoint.body?.safeParse(JSON.parse(shown)).error?.issues).toBeUndefined();
  },
);

it("says in words what a field is and must keep to", () => {
  const send = operations.find((one) => nameOf(one) === "POST /api/workspaces/{ws}/events");
  expect(send?.caller).toEqual({ kind: "key", scope: "events:write" });
  expect(send?.body).toContainEqual({
    ...{ name: "title", type: "text", isRequired: false, fields: [] },
    limits: "at most 200 characters",
  });
  const recipients = send?.body.find(({ name }) => name === "recipients");
  expect(recipients?.fields.find(({ name }) => name === "roles")?.type).toBe("list of owner, admin, member or guest");
});
