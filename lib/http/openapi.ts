import { z } from "zod";
import { ERROR_CODES } from "@/lib/errors";
import type { Access, AnyEndpoint } from "./endpoint";

/** The OpenAPI 3.1 document of these endpoints, which is the API's one truth. */
export function openApiDocument(endpoints: AnyEndpoint[], server: string, version: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Belfry", version, description: "A self-hosted attention layer for a team." },
    servers: [{ url: server }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "A producer's key: bf_…" },
        session: { type: "apiKey", in: "cookie", name: "belfry.session", description: "A person's session." },
        terminal: { type: "http", scheme: "bearer", description: "A person's session in a program: bfs_…" },
      },
      schemas: { Error: toSchema(errorShape) },
    },
  };
}

/** Whether a value is an endpoint's description; for gathering them from the contracts' exports. */
export function isEndpoint(value: unknown): value is AnyEndpoint {
  return typeof value === "object" && value !== null && "method" in value && "path" in value && "response" in value;
}

const errorShape = z.object({
  error: z.object({
    code: z.enum(ERROR_CODES as [string, ...string[]]),
    message: z.string(),
    details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  }),
});

function withExample({ body, example }: AnyEndpoint) {
  const schema = body && toSchema(body, "input");
  return { "application/json": { schema, ...(example && { example }) } };
}

function operation(endpoint: AnyEndpoint) {
  const json = (schema: z.ZodType, io: "input" | "output") => ({
    "application/json": { schema: toSchema(schema, io) },
  });
  return {
    summary: endpoint.summary,
    "x-belfry-access": endpoint.access,
    security: securityOf(endpoint.access),
    parameters: [...parameters("path", endpoint.params), ...parameters("query", endpoint.query)],
    ...(endpoint.body && { requestBody: { required: true, content: withExample(endpoint) } }),
    ...(endpoint.consumes && { requestBody: { required: true, content: files(endpoint.consumes) } }),
    responses: {
      [endpoint.status]: {
        description: "Done.",
        content: endpoint.produces ? files([endpoint.produces]) : json(endpoint.response, "output"),
      },
      default: {
        description: "Not done.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
}

const files = (types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: "string", format: "binary" } }]));

function parameters(place: "path" | "query", shape: AnyEndpoint["params"]) {
  const { properties = {}, required = [] } = toSchema(shape, "input") as { properties?: object; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema,
  }));
}

function securityOf(access: Access) {
  if (access === "public" || access === "program") return [];
  return "key" in access ? [{ apiKey: [access.key] }] : [{ session: [] }, { terminal: [] }];
}

function toSchema(schema: z.ZodType, io: "input" | "output" = "output") {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
