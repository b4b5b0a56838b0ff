import { createHash } from "node:crypto";
import { type ASTNode, Environment, type ParseResult } from "@marcbachmann/cel-js";
import { log, messageOf } from "./log";

/** What an expression sees: `event` started the run, `async` is the one that arrives later. */
export interface Scope {
  event: unknown;
  async?: unknown;
}

type Path = string[];
interface Compiled {
  evaluate: ParseResult;
  paths: Path[];
}

const environment = new Environment().registerVariable("event", "dyn").registerVariable("async", "dyn");
for (const [left, right] of ["string double", "double string", "string int", "int string"].map((s) => s.split(" "))) {
  environment.registerOperator(`${left} + ${right}`, (a: unknown, b: unknown) => `${a}${b}`);
}

const compiled = new Map<string, Compiled>();

/** The complaint about an expression that cannot be used, or undefined when it is fine. */
export function expressionFault(expression: string): string | undefined {
  try {
    const { valid, error } = compile(expression).evaluate.check();
    return valid ? undefined : firstLine(messageOf(error));
  } catch (error) {
    return firstLine(messageOf(error));
  }
}

/** Whether a condition holds; one that fails does not, and is logged. A missing field is null. */
export function isTrue(expression: string, scope: Scope): boolean {
  try {
    return evaluate(expression, scope) === true;
  } catch (error) {
    log("warn", `The condition "${expression}" failed: ${firstLine(messageOf(error))}`);
    return false;
  }
}

/**
 * The bucket a key expression puts an event in. A key that fails or is null must never share a bucket with others (one
 * event would swallow another), so the answer is then undefined, and the reason is logged.
 * @returns 32 hex digits naming expression and value, or `false` when the expression says so ("not limited")
 */
export function bucketOf(expression: string, event: unknown): string | false | undefined {
  try {
    const value = evaluate(expression, { event });
    if (value === false) return false;
    if (value !== null && value !== undefined) return hash(expression, value);
    log("warn", `The key "${expression}" is null for an event; it gets a bucket of its own.`);
  } catch (error) {
    log("warn", `The key "${expression}" failed, the event gets a bucket of its own: ${firstLine(messageOf(error))}`);
  }
  return undefined;
}

/**
 * Splits `event.a.b == async.c.d` so that the database can find the few waits an arriving event may match.
 * @returns the path inside the arriving event and the JSON it must equal, or undefined for any other condition
 */
export function equality(expression: string | undefined, event: unknown): { path: string; value: string } | undefined {
  const [, left, right] = /^event\.([\w.]+) == async\.([\w.]+)$/.exec(expression?.trim() ?? "") ?? [];
  if (!left || !right) return undefined;
  const value = valueAt(event, left);
  return value === undefined ? undefined : { path: right, value };
}

/** The JSON of what a dotted path leads to (long ones hashed), or undefined where there is nothing (or null). */
export function valueAt(root: unknown, path: string): string | undefined {
  let value = root;
  for (const key of path.split(".")) value = isRecord(value) ? value[key] : undefined;
  if (value === undefined || value === null) return undefined;
  const json = JSON.stringify(value);
  return json.length > 200 ? hash("", value) : json;
}

function evaluate(expression: string, scope: Scope): unknown {
  const { evaluate, paths } = compile(expression);
  return evaluate(paths.reduce<Record<string, unknown>>(withPath, { event: scope.event, async: scope.async ?? null }));
}

function compile(expression: string): Compiled {
  let entry = compiled.get(expression);
  if (!entry) {
    const evaluate = environment.parse(expression);
    entry = { evaluate, paths: pathsIn(evaluate.ast) };
    // Waits may carry ids inside their text, so the number of expressions has no bound of its own.
    if (compiled.size > 5_000) compiled.clear();
    compiled.set(expression, entry);
  }
  return entry;
}

function pathsIn(node: unknown): Path[] {
  if (Array.isArray(node)) return node.flatMap(pathsIn);
  if (!isNode(node)) return [];
  if (node.op === "call" && node.args[0] === "has") return [];
  const path = pathOf(node);
  return path && path.length > 1 ? [path] : pathsIn(node.args);
}

function pathOf(node: ASTNode): Path | undefined {
  if (node.op === "id") return [node.args];
  if (node.op !== "." && node.op !== "[]") return undefined;
  const parent = pathOf(node.args[0]);
  const key = node.op === "." ? node.args[1] : node.args[1].op === "value" ? node.args[1].args : undefined;
  return parent && typeof key === "string" ? [...parent, key] : undefined;
}

/** A copy along the path in which what was absent is null. */
function withPath(root: Record<string, unknown>, [key, ...rest]: Path): Record<string, unknown> {
  if (key === undefined) return root;
  const value = Object.hasOwn(root, key) ? root[key] : undefined;
  if (rest.length === 0) return value === undefined ? { ...root, [key]: null } : root;
  if (value === undefined || value === null) return { ...root, [key]: withPath({}, rest) };
  return isRecord(value) ? { ...root, [key]: withPath(value, rest) } : root;
}

function isNode(value: unknown): value is ASTNode {
  return isRecord(value) && typeof value.op === "string" && "args" in value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hash(expression: string, value: unknown): string {
  const text = JSON.stringify([expression, value], (_, inner) => (typeof inner === "bigint" ? `${inner}` : inner));
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
