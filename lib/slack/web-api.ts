import {
  type Logger,
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from "@slack/web-api";
import { env } from "@/lib/env";
import { exchange, NoAnswer } from "@/lib/http/exchange";
import { clampWait, retryAfterSeconds } from "@/lib/http/retry-after";

/** Shorter than any lease, and than anybody's patience. */
const TIMEOUT_MS = 6_000;
/** What no answer of the calls we make comes near. */
const MAX_ANSWER = 1024 * 1024;
/** Slowed down without a word of how long. */
const THROTTLED_SECONDS = 30;

/** Its own log would say tokens' owners and messages' texts. */
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** Slack's Web API at SLACK_API_URL. It never tries again by itself: that is ours to plan. */
export const slackClient = (token?: string, timeout = TIMEOUT_MS): WebClient =>
  new WebClient(token, {
    slackApiUrl: env().SLACK_API_URL,
    allowAbsoluteUrls: false,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    timeout,
    logger: silent,
    fetch: (url, init) => send(new URL(String(url)), init ?? {}),
  });

/**
 * What the client sends by, in place of the runtime's own: it tells whether a request had left when no answer came, takes
 * half an answer for none, and puts into seconds how long we are to wait, which is all that the client can read.
 */
async function send(url: URL, { method = "POST", headers, body, signal }: RequestInit): Promise<Response> {
  const answer = await exchange(url, {
    method,
    headers: headers as Record<string, string>,
    body: String(body ?? ""),
    signal: signal ?? AbortSignal.timeout(TIMEOUT_MS),
    maxBytes: MAX_ANSWER,
  });
  const header = (name: string) => answer.headers[name]?.toString();
  if (answer.status === 200 && !isSlacks(answer.body)) throw new NoAnswer("Slack's answer cannot be read.", true);
  const wait = answer.status === 429 ? (retryAfterSeconds(header) ?? THROTTLED_SECONDS) : undefined;
  const hasNoBody = [204, 205, 304].includes(answer.status);
  return new Response(hasNoBody ? null : answer.body, {
    status: answer.status,
    headers: {
      "content-type": header("content-type") ?? "",
      ...(wait !== undefined && { "retry-after": String(Math.ceil(wait)) }),
    },
  });
}

/** Whether it says that it did what it was asked, or did not. */
function isSlacks(body: string): boolean {
  try {
    return typeof (JSON.parse(body) as { ok?: unknown } | null)?.ok === "boolean";
  } catch {
    return false;
  }
}

/**
 * Why a call to Slack did not do. `token`: it has no worth any more. `scope`: it may not do this. `target`: whom or
 * where it was for is not there. `refused`: this very call. `throttled`, `later`: it may work later; `silent`: no
 * answer came. `mayHaveWorked`: what it asked for may have been done all the same.
 */
export interface SlackProblem {
  kind: "token" | "scope" | "target" | "refused" | "throttled" | "later" | "silent";
  message: string;
  status?: number;
  afterSeconds?: number;
  mayHaveWorked?: boolean;
}

const TOKEN = new Set([
  "account_inactive",
  "token_revoked",
  "token_expired",
  "invalid_auth",
  "not_authed",
  "org_login_required",
]);
const SCOPE = new Set([
  "missing_scope",
  "no_permission",
  "not_allowed_token_type",
  "ekm_access_denied",
  "access_denied",
]);
const TARGET = new Set([
  "channel_not_found",
  "is_archived",
  "not_in_channel",
  "restricted_action",
  "user_not_found",
  "users_not_found",
  "user_disabled",
  "cannot_dm_bot",
  "messages_tab_disabled",
]);
/** Part of the work may have been done before these, Slack says. */
const HALF_DONE = new Set(["internal_error", "fatal_error"]);
const PASSING = new Set([...HALF_DONE, "service_unavailable", "request_timeout", "team_added_to_org"]);

/** What an error of the client means. Error: anything that is not one of Slack's is thrown on. */
export function slackProblem(error: unknown): SlackProblem {
  if (error instanceof WebAPIRateLimitedError) {
    return {
      kind: "throttled",
      status: 429,
      afterSeconds: clampWait(error.retryAfter),
      message: "Slack asks us to slow down.",
    };
  }
  if (error instanceof WebAPIPlatformError) return platformProblem(error.data.error);
  if (error instanceof WebAPIHTTPError) {
    const { statusCode: status } = error;
    return { kind: "later", status, message: `Slack answered ${status}.`, mayHaveWorked: status >= 500 };
  }
  if (error instanceof WebAPIRequestError) {
    const mayHaveWorked = !(error.original instanceof NoAnswer) || error.original.hasLeft;
    return { kind: "silent", message: "Slack cannot be reached, or did not answer in time.", mayHaveWorked };
  }
  throw error;
}

function platformProblem(code: string): SlackProblem {
  // A server that is not Slack's may say anything: only a code is repeated.
  const name = /^[a-z_]{1,60}$/.test(code) ? code : "an unknown error";
  if (TOKEN.has(name)) return { kind: "token", message: `Slack no longer accepts this connection (${name}).` };
  if (SCOPE.has(name)) return { kind: "scope", message: `The Slack app lacks a permission for this (${name}).` };
  if (TARGET.has(name)) return { kind: "target", message: `Slack has no such place for us to write to (${name}).` };
  if (name === "ratelimited") return { kind: "throttled", afterSeconds: 30, message: "Slack asks us to slow down." };
  if (PASSING.has(name)) {
    const message = `Slack has trouble of its own (${name}).`;
    return { kind: "later", message, mayHaveWorked: HALF_DONE.has(name) };
  }
  return { kind: "refused", message: `Slack refused (${name}).` };
}
