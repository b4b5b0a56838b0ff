import type { Answer, AnyEndpoint, CallInput, Method } from "./endpoint";

/** What a caller must know of an endpoint: no schema, so that none reaches the browser. */
export interface Operation<Input, Output> {
  method: Method;
  path: string;
  /** Where what is not in the path goes. */
  sends: "query" | "body";
  /** Never there: only the compiler looks at it. */
  types?: { input: Input; output: Output };
}

type Name<E extends AnyEndpoint> = `${E["method"]} ${E["path"]}`;

/** What the method implies is not said; that a change takes its words from the query must be. */
type Exception<E extends AnyEndpoint> = E["method"] extends "GET" | "DELETE"
  ? []
  : keyof E["query"]["shape"] extends never
    ? []
    : ["query"];

/** One endpoint as the browser calls it: `operation<typeof api.getMe>("GET /api/me")`. Any other name does not compile. */
export function operation<E extends AnyEndpoint>(
  name: Name<E>,
  ...[sends]: Exception<E>
): Operation<CallInput<E>, Answer<E>> {
  const [method, path] = name.split(" ") as [Method, string];
  return { method, path, sends: sends ?? (method === "GET" || method === "DELETE" ? "query" : "body") };
}
