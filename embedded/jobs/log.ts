const LEVELS = ["info", "warn", "error", "silent"];

/** Writes one JSON line to stderr (stdout carries the ready line alone), from LOG_LEVEL upwards; `info` by default. */
export function log(level: "info" | "warn" | "error", message: string, fields: Record<string, unknown> = {}): void {
  if (LEVELS.indexOf(level) < LEVELS.indexOf(process.env.LOG_LEVEL ?? "")) return;
  process.stderr.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), name: "jobs", message, ...fields })}\n`,
  );
}

/** The sentence inside whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
