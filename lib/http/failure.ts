import { isUnanswered } from "@/db/deadlines";
import { codeOf } from "@/db/transaction";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";

/** The one shape every error is answered in; what is none of ours is logged and says nothing of itself. */
export function failure(error: unknown, headers: Headers, requestId: string): Response {
  const known = error instanceof AppError ? error : translate(error);
  if (!(error instanceof AppError)) log.error({ err: error, requestId }, "request failed");
  for (const [name, value] of Object.entries(known.options.headers ?? {})) headers.set(name, value);
  const { code, message, options } = known;
  return Response.json(
    { error: { code, message, details: options.details, requestId } },
    { status: known.status, headers },
  );
}

/** Database trouble that passes by itself is 503, so that a producer knows to try again; anything else is ours. */
function translate(error: unknown): AppError {
  const code = codeOf(error) ?? "";
  const isPassing =
    /^(08|25P03|53|57P|57014|55P03|40P01|40001|25006)/.test(code) ||
    /^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT)$/.test(code);
  const isCut = /timeout exceeded when trying to connect|Connection terminated|connection error and is not queryable/;
  if (isPassing || isUnanswered(error) || isCut.test(messagesOf(error))) {
    // Not "nothing was saved": the connection may have broken after the commit.
    return new AppError(
      "unavailable",
      "The database cannot be reached just now, so this may not have been saved. Try again.",
      {
        headers: { "retry-after": "2" },
      },
    );
  }
  return new AppError("internal", "Something went wrong here. It has been logged.");
}

function messagesOf(error: unknown): string {
  return error instanceof Error ? `${error.message} ${messagesOf(error.cause)}` : "";
}
