import pino from "pino";

/** Structured logs on standard error; secrets are cut out by key, wherever they hang. */
export const log = pino(
  {
    // A wrong level is `env()`'s to refuse in a sentence; a logger that throws would get there first.
    level:
      (process.env.LOG_LEVEL ?? "") in pino.levels.values || process.env.LOG_LEVEL === "silent"
        ? process.env.LOG_LEVEL
        : "info",
    base: null,
    redact: {
      paths: [
        "authorization",
        "cookie",
        "code",
        "secret",
        "token",
        "password",
        "*.authorization",
        "*.cookie",
        "*.code",
        "*.secret",
        "*.token",
        "*.password",
      ],
      censor: "[redacted]",
    },
  },
  pino.destination(2),
);
