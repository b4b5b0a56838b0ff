/** Everything that can go wrong in an answer: its code on the wire and its HTTP status. */
const CATALOGUE = {
  malformed: 400,
  // While a program waits to be let in: the words of RFC 8628.
  authorization_pending: 400,
  slow_down: 400,
  access_denied: 400,
  expired_token: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
  push_not_configured: 503,
} as const;

export type ErrorCode = keyof typeof CATALOGUE;
export const ERROR_CODES = Object.keys(CATALOGUE) as ErrorCode[];

/** One thing wrong with the input: where (`recipients.users[2]`) and what, in a sentence. */
export interface ErrorDetail {
  path: string;
  message: string;
}

/** An error meant for the caller: its message is shown, its code and status are part of the API. */
export class AppError extends Error {
  readonly status: number;
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: { details?: ErrorDetail[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = "AppError";
    this.status = CATALOGUE[code];
  }
}

/** A row that is not yours does not exist: the same answer for both, so that ids tell nothing. */
export const notFound = (what: string): AppError => new AppError("not_found", `There is no such ${what}.`);
