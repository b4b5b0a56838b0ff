import type { openApiDocument } from "./openapi";
import type { ReferenceField, ReferenceGroup, ReferenceOperation } from "./reference-contract";

/** What of JSON Schema our own document uses. */
interface Schema {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
}

type Content = Record<string, { schema: Schema; example?: unknown }>;

interface Operation {
  summary: string;
  "x-belfry-access": "public" | "program" | { key: string } | { person: string };
  parameters: { name: string; in: "path" | "query"; required: boolean; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}

/** Deeper than this nobody reads. */
const DEPTH = 4;

/** The OpenAPI document as people read it: by what it is about, with words for schemas and a body that works. */
export function referenceOf({ paths }: ReturnType<typeof openApiDocument>): ReferenceGroup[] {
  const groups = new Map<string, ReferenceOperation[]>();
  for (const [path, methods] of Object.entries(paths)) {
    const name = groupOf(path);
    const operations = Object.entries(methods).map(([method, one]) => operationOf(method, path, one as Operation));
    groups.set(name, [...(groups.get(name) ?? []), ...operations]);
  }
  return [...groups].map(([name, operations]) => ({ name, operations }));
}

/** What an operation is about: the first word behind the workspace, or behind `/api`. */
function groupOf(path: string): string {
  const [, first = ""] = /^\/api\/(?:workspaces\/\{ws\}\/)?([^/]+)/.exec(path) ?? [];
  const words = first.replace(/\.json$|^\{.*$/, "").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function operationOf(method: string, path: string, operation: Operation): ReferenceOperation {
  const { summary, parameters, requestBody, responses } = operation;
  const given = (place: "path" | "query") =>
    parameters
      .filter((one) => one.in === place)
      .map(({ name, required, schema }) => fieldOf(name, schema, required, DEPTH));
  const [takes = null, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const [status = "200", answer] = Object.entries(responses)[0] ?? [];
  const isJson = takes === "application/json";
  return {
    method: method.toUpperCase(),
    path,
    summary,
    caller: callerOf(operation),
    params: given("path"),
    query: given("query"),
    body: isJson && body ? fieldsOf(body.schema, DEPTH) : [],
    answer: fieldsOf(answer?.content?.["application/json"]?.schema ?? {}, DEPTH),
    status,
    example: isJson && body ? JSON.stringify(body.example ?? exampleOf(body.schema)) : null,
    takes: isJson ? null : takes,
  };
}

function callerOf({ "x-belfry-access": access }: Operation): ReferenceOperation["caller"] {
  if (typeof access === "string") return { kind: "anybody" };
  return "key" in access ? { kind: "key", scope: access.key } : { kind: "person", role: access.person };
}

function fieldsOf(schema: Schema, depth: number): ReferenceField[] {
  const { properties = {}, required = [] } = bare(schema);
  if (depth === 0) return [];
  return Object.entries(properties).map(([name, one]) => fieldOf(name, one, required.includes(name), depth));
}

function fieldOf(name: string, schema: Schema, isRequired: boolean, depth: number): ReferenceField {
  const inner = bare(schema);
  const fields = fieldsOf(inner.items ?? inner, depth - 1);
  return { name, type: typeOf(schema), isRequired, limits: limitsOf(schema), fields };
}

/** Without the `or null` around it, which `typeOf` tells. */
function bare(schema: Schema): Schema {
  const [only, ...others] = schema.anyOf?.filter(({ type }) => type !== "null") ?? [];
  return only && others.length === 0 ? { ...schema, ...only } : schema;
}

function typeOf(schema: Schema): string {
  const { anyOf, enum: values, const: value, type, format, items, properties } = schema;
  if (anyOf) return orList([...new Set(anyOf.map(typeOf))]);
  if (value !== undefined) return JSON.stringify(value);
  if (values) return orList(values.map(String));
  if (type === "array") return items ? `list of ${typeOf(items)}` : "list";
  if (format === "uuid") return "UUID";
  if (format === "date-time") return "moment";
  if (type === "object" || properties) return "object";
  const words: Record<string, string> = { string: "text", integer: "whole number", boolean: "true or false" };
  return (type && words[type]) ?? type ?? "anything";
}

function orList(words: string[]): string {
  return words.length < 2 ? (words[0] ?? "anything") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function limitsOf(schema: Schema): string {
  const one = bare(schema);
  const many = (n: number) => n.toLocaleString("en");
  // Where a whole number has no limit of its own, JavaScript's is told, which says nothing.
  const isTold = (n: number) => Math.abs(n) < Number.MAX_SAFE_INTEGER;
  return [
    ...(one.minLength && one.minLength > 1 ? [`at least ${many(one.minLength)} characters`] : []),
    ...(one.maxLength ? [`at most ${many(one.maxLength)} characters`] : []),
    ...(one.minItems ? [one.minItems === 1 ? "at least one" : `at least ${many(one.minItems)}`] : []),
    ...(one.maxItems ? [`at most ${many(one.maxItems)}`] : []),
    ...(one.minimum !== undefined && isTold(one.minimum) ? [`from ${many(one.minimum)}`] : []),
    ...(one.maximum !== undefined && isTold(one.maximum) ? [`up to ${many(one.maximum)}`] : []),
    ...(one.default !== undefined ? [`by default ${JSON.stringify(one.default)}`] : []),
  ].join(", ");
}

/** The least that a schema takes. */
function exampleOf(schema: Schema): unknown {
  const { anyOf, const: value, enum: values, type, format, items, properties = {}, required = [] } = schema;
  if (value !== undefined) return value;
  if (values) return values[0];
  if (anyOf) return exampleOf(anyOf[0] ?? {});
  switch (type) {
    case "object":
      return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name] ?? {})]));
    case "array":
      return schema.minItems ? [exampleOf(items ?? {})] : [];
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, 1);
    case "boolean":
      return true;
    case "string":
      return textOf(format);
    default:
      return null;
  }
}

function textOf(format: string | undefined): string {
  if (format === "uuid") return "01a1fe95-7ed5-71b2-b57e-5702ed028575";
  if (format === "date-time") return "2027-01-31T09:00:00Z";
  return format === "uri" ? "https://example.com" : "text";
}
