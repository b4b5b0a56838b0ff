import pino from "pino";
import { redact } from "./redaction";

/** How every line is made; apart from where it goes. */
export const LOG_OPTIONS: pino.LoggerOptions = {
  // A wrong level is `env()`'s to refuse in a sentence; a logger that throws would get there first.
  level:
    (process.env.LOG_LEVEL ?? "") in pino.levels.values || process.env.LOG_LEVEL === "silent"
      ? process.env.LOG_LEVEL
      : "info",
  base: null,
  serializers: { err: withoutValues },
  hooks: { streamWrite: redact },
};

/** Structured logs on standard error, without secrets: see redaction.ts. */
export const log = pino(LOG_OPTIONS, pino.destination(2));

/** A failed query carries the values it was given: what people wrote, addresses, hashes. */
function withoutValues(error: Error) {
  const { params: _, ...rest } = pino.stdSerializers.err(error) as pino.SerializedError & { params?: unknown };
  return rest;
}
