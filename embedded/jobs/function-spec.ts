import { z } from "zod";
import { nextTick } from "./cron";
import { parseDuration } from "./duration";
import { expressionFault } from "./expressions";

/** One function as the app declared it, read and checked. Durations are milliseconds. */
export interface FunctionSpec {
  id: string;
  name: string;
  url: string;
  maxAttempts: number;
  events: { name: string; expression?: string }[];
  crons: { cron: string; jitterMs: number }[];
  concurrency: { limit: number; key?: string; scope: string }[];
  debounce?: { periodMs: number; key?: string; timeoutMs?: number };
  idempotency?: string;
  cancel: { event: string; expression?: string; timeoutMs?: number }[];
  timeouts: { startMs?: number; finishMs?: number };
}

/** What reading a declaration gives: a usable function, or the sentence why it is not. */
export type Reading = { id: string; spec: FunctionSpec } | { id: string; refused: string };

const UNSUPPORTED = ["throttle", "rateLimit", "batchEvents", "singleton", "priority"] as const;

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue(`"${text}" is not a duration such as "10s" or "1h30m"`);
  return z.NEVER;
});
const expression = z.string().superRefine((text, context) => {
  const fault = expressionFault(text);
  if (fault) context.addIssue(`the expression "${text}" is not valid: ${fault}`);
});
const cron = z.string().superRefine((text, context) => {
  try {
    nextTick(text, Date.now());
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
  }
});
const limit = z.object({
  limit: z.int(),
  key: expression.optional(),
  scope: z.enum(["fn", "env", "account"]).default("fn"),
});
const between = (min: string, max: string) => {
  const [low = 0, high = 0] = [parseDuration(min), parseDuration(max)];
  return duration.refine((ms) => ms >= low && ms <= high, `must be between ${min} and ${max}`);
};

const declaration = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  triggers: z
    .array(
      z.union([
        z.object({ cron, jitter: between("1s", "5m").optional() }),
        z.object({ event: z.string().min(1), expression: expression.nullish() }),
      ]),
    )
    .max(10, "may have at most ten triggers"),
  steps: z.object({
    step: z.object({
      runtime: z.object({ type: z.literal("http", "connect is not supported"), url: z.url() }),
      retries: z.object({ attempts: z.int().min(0) }).optional(),
    }),
  }),
  concurrency: z
    .union([
      z.int().transform((n) => [{ limit: n, key: undefined, scope: "fn" as const }]),
      limit.transform((one) => [one]),
      z.array(limit).max(2, "may have at most two limits"),
    ])
    .default([]),
  debounce: z
    .object({ period: between("1s", "7d"), key: expression.optional(), timeout: duration.optional() })
    .optional(),
  idempotency: expression.optional(),
  cancel: z
    .array(z.object({ event: z.string().min(1), if: expression.optional(), timeout: duration.optional() }))
    .max(5, "may have at most five entries")
    .default([]),
  timeouts: z.object({ start: duration.optional(), finish: duration.optional() }).default({}),
});

/** Reads one function of a sync answer; what Belfry's engine cannot do is refused with a sentence that names it. */
export function readFunction(config: unknown): Reading {
  const id = z.object({ id: z.string() }).safeParse(config).data?.id ?? "(a function without an id)";
  const present = z.record(z.string(), z.unknown()).safeParse(config).data ?? {};
  const unsupported = UNSUPPORTED.filter((key) => present[key] !== undefined && present[key] !== null);
  if (unsupported.length > 0) {
    return refusal(id, `uses ${unsupported.join(" and ")}, which Belfry's job engine does not support`);
  }
  const result = declaration.safeParse(config);
  if (!result.success) {
    const issue = deepest(result.error.issues);
    return refusal(id, `cannot be used: ${issue.path.join(".") || "configuration"}: ${issue.message}`);
  }
  const spec = toSpec(result.data);
  if (spec.events.some(({ name }) => name === "inngest/deferred.schedule")) {
    return refusal(id, "is a deferred function, which Belfry's job engine does not support");
  }
  return { id, spec };
}

function refusal(id: string, why: string): Reading {
  return { id, refused: `Function "${id}" ${why.replace(/\.?$/, ".")}` };
}

function toSpec(data: z.output<typeof declaration>): FunctionSpec {
  return {
    id: data.id,
    name: data.name ?? data.id,
    url: data.steps.step.runtime.url,
    maxAttempts: Math.min(data.steps.step.retries?.attempts ?? 4, 20) + 1,
    events: data.triggers.flatMap((t) =>
      "event" in t ? [{ name: t.event, expression: t.expression ?? undefined }] : [],
    ),
    crons: data.triggers.flatMap((t) => ("cron" in t ? [{ cron: t.cron, jitterMs: t.jitter ?? 0 }] : [])),
    concurrency: data.concurrency.filter((c) => c.limit > 0),
    debounce: data.debounce && {
      periodMs: data.debounce.period,
      key: data.debounce.key,
      timeoutMs: data.debounce.timeout,
    },
    idempotency: data.idempotency,
    cancel: data.cancel.map((c) => ({ event: c.event, expression: c.if, timeoutMs: c.timeout })),
    timeouts: { startMs: data.timeouts.start, finishMs: data.timeouts.finish },
  };
}

/** A union reports each branch; the issue that got furthest into the declaration is the one its author meant. */
function deepest(issues: z.core.$ZodIssue[], above: PropertyKey[] = []): { path: PropertyKey[]; message: string } {
  const found = issues.map((issue) => {
    const path = [...above, ...issue.path];
    const inner = issue.code === "invalid_union" ? issue.errors.flat() : [];
    return inner.length > 0 ? deepest(inner, path) : { path, message: issue.message };
  });
  const [first, ...others] = found;
  const rank = (issue: { path: PropertyKey[]; message: string }) =>
    issue.path.length + (issue.message.startsWith("Invalid input") ? 0 : 100);
  return others.reduce(
    (best, issue) => (rank(issue) > rank(best) ? issue : best),
    first ?? { path: above, message: "is not valid" },
  );
}
