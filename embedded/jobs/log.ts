/** Writes one JSON line to stderr; stdout carries the ready line alone. */
export function log(level: "info" | "warn" | "error", message: string, fields: Record<string, unknown> = {}): void {
  process.stderr.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), name: "jobs", message, ...fields })}\n`,
  );
}

/** The sentence inside whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
