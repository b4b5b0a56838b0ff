import pino from "pino";

/** Structured logs on standard error; secrets are cut out by key, wherever they hang. */
export const log = pino(
  {
    level: process.env.LOG_LEVEL || "info",
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
