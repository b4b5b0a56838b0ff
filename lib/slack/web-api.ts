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
import { clampWait } from "@/lib/http/retry-after";

/** Shorter than any lease, and than anybody's patience. */
const TIMEOUT_MS = 6_000;

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
  });

/**
 * Why a call to Slack did not do. `token`: it has no worth any more. `scope`: it may not do this. `target`: whom or
 * where it was for is not there. `refused`: this very call. `throttled`, `later`: it may work later; `silent`: no
 * answer came, and it may have worked.
 */
export interface SlackProblem {
  kind: "token" | "scope" | "target" | "refused" | "throttled" | "later" | "silent";
  message: string;
  status?: number;
  afterSeconds?: number;
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
const PASSING = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
]);

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
    return { kind: "later", status: error.statusCode, message: `Slack answered ${error.statusCode}.` };
  }
  if (error instanceof WebAPIRequestError) {
    return { kind: "silent", message: "Slack cannot be reached, or did not answer in time." };
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
  if (PASSING.has(name)) return { kind: "later", message: `Slack has trouble of its own (${name}).` };
  return { kind: "refused", message: `Slack refused (${name}).` };
}
