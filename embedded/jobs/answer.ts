import type { Reply } from "./app-client";
import type { WireError } from "./engine";

/** One operation of a 206 answer; only the fields that count. */
export interface Op {
  op: string;
  id: string;
  name?: string;
  displayName?: string;
  data?: unknown;
  error?: unknown;
  opts?: Record<string, unknown>;
}

/** What an answer of the app means for the run. */
export type Outcome =
  | { kind: "ops"; ops: Op[]; everyOp: boolean; final: boolean; retryAfterMs?: number }
  | { kind: "completed"; result: unknown }
  | { kind: "failed"; error: WireError; final: boolean; retryAfterMs?: number }
  /** Not the function's fault, costs no attempt: the app is not there, has another key, or lacks the function. */
  | { kind: "postponed"; why: "unreachable" | "unauthorized" | "unknown"; reason: string };

/** Reads an answer by the protocol's table; never throws. */
export function readReply(reply: Reply): Outcome {
  if (reply.status === 401) {
    const reason = "The app refused our signature (401): INNGEST_SIGNING_KEY differs between app and engine.";
    return { kind: "postponed", why: "unauthorized", reason };
  }
  if (reply.headers["x-inngest-sdk"] === undefined) {
    const start = reply.body.slice(0, 200);
    return failed({ error: `Status ${reply.status} did not come from the Inngest SDK: ${start}` }, reply.headers);
  }
  if (reply.status === 201) return readStream(reply);
  const body = parse(reply.body);
  if (body === undefined) return failed({ error: `Status ${reply.status} without JSON` }, reply.headers);
  if (reply.status === 200) return { kind: "completed", result: body };
  if (reply.status === 206) return readOps(body, reply.headers);
  const outcome = failed(body, reply.headers);
  const isUnknown = reply.status === 500 && outcome.error.message.includes("was not found in this app");
  return isUnknown ? { kind: "postponed", why: "unknown", reason: outcome.error.message } : outcome;
}

/** Whatever was thrown, in the shape the SDK reads: a name, a message, perhaps a stack and a cause. */
export function toWireError(value: unknown): WireError {
  if (!isRecord(value)) return { name: "Error", message: typeof value === "string" ? value : "Unknown error" };
  const message = [value.message, value.error].find((text) => typeof text === "string" && text !== "");
  return {
    name: typeof value.name === "string" && value.name ? value.name : "Error",
    message: typeof message === "string" ? message : "Unknown error",
    ...(typeof value.stack === "string" ? { stack: value.stack } : {}),
    ...(value.cause === undefined ? {} : { cause: value.cause }),
  };
}

function readOps(body: unknown, headers: Reply["headers"]): Outcome {
  const list = Array.isArray(body) ? body : [body];
  if (!list.every(isOp))
    return failed({ error: "The app answered 206 with something that is no list of ops" }, headers);
  const everyOp = headers["x-inngest-req-version"] === "1";
  return { kind: "ops", ops: list, everyOp, final: isFinal(headers), retryAfterMs: retryAfter(headers) };
}

function readStream(reply: Reply): Outcome {
  const inner = parse(reply.body.trim());
  if (!isRecord(inner) || typeof inner.status !== "number" || typeof inner.body !== "string") {
    return failed({ error: "The streamed answer broke off" }, {});
  }
  const headers = isRecord(inner.headers) ? inner.headers : {};
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return readReply({
    status: inner.status === 201 ? 500 : inner.status,
    headers: { ...reply.headers, ...Object.fromEntries(lower) },
    body: inner.body,
  });
}

function failed(body: unknown, headers: Reply["headers"]): Extract<Outcome, { kind: "failed" }> {
  return { kind: "failed", error: toWireError(body), final: isFinal(headers), retryAfterMs: retryAfter(headers) };
}

function isFinal(headers: Reply["headers"]): boolean {
  return headers["x-inngest-no-retry"] === "true";
}

/** Whole seconds or a date; between one second and a day. */
function retryAfter(headers: Reply["headers"]): number | undefined {
  const text = headers["retry-after"];
  if (!text) return undefined;
  // A date is by the app's clock, and so is the moment of its answer.
  const answeredAt = Date.parse(headers.date ?? "") || Date.now();
  const ms = /^\d{1,7}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - answeredAt;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 1_000), 86_400_000);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOp(value: unknown): value is Op {
  return isRecord(value) && typeof value.op === "string" && typeof value.id === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
