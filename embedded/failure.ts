/** A start that cannot go on: the message is a sentence for a person, shown alone, without a stack trace. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** What to tell a person about anything thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error (`EACCES`, `ENOENT`) or of a PostgreSQL error (`28P01`), if it is one. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
