import { CallError } from "@/lib/http/call";

/** What a script can tell a failure by; docs/cli.md says the same. */
export const EXIT = { ok: 0, failed: 1, usage: 2, signedOut: 3, refused: 4, unreachable: 5, interrupted: 130 } as const;
type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that is told in one sentence. */
export class Failure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
    this.name = "Failure";
  }
}

/** What went wrong at `url`, in a sentence for the person and a number for the script. */
export function failureOf(error: unknown, url: string): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof CallError) return new Failure(exitCodeOf(error), sentenceOf(error, url));
  if (error instanceof Error && error.name === "TimeoutError")
    return new Failure(EXIT.unreachable, `${url} does not answer.`);
  if (error instanceof Error && error.name === "ZodError")
    return new Failure(EXIT.failed, `${url} does not answer as Belfry does: is the address right, and as new as this?`);
  return new Failure(EXIT.failed, error instanceof Error ? error.message : String(error));
}

/** Whether the same call may well succeed a little later. */
export const isPassing = (error: unknown, url: string): boolean => failureOf(error, url).exitCode === EXIT.unreachable;

function exitCodeOf({ code, status }: CallError): ExitCode {
  if (code === "offline" || code === "unavailable" || code === "rate_limited") return EXIT.unreachable;
  if (status === 401) return EXIT.signedOut;
  return status < 500 ? EXIT.refused : EXIT.failed;
}

function sentenceOf({ code, message, cause }: CallError, url: string): string {
  if (code !== "offline") return message;
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : "";
  return `${url} cannot be reached${reason ? `: ${reason}` : ""}.`;
}
