import { env } from "@/lib/env";
import { retryAfterSeconds } from "@/lib/http/retry-after";
import { FcmToken } from "./fcm-token";
import { fitted, type PushMessage, type PushResult, TTL_SECONDS, tagOf } from "./message";

const TIMEOUT_MS = 7_000;

let token: FcmToken | undefined;

/** Hands one message to Firebase Cloud Messaging. Never throws, and answers within fifteen seconds. */
export async function sendToGoogle(message: PushMessage): Promise<PushResult> {
  const { FCM_SERVICE_ACCOUNT: account, FCM_URL } = env();
  if (!account) return { kind: "not_configured", error: MISSING };
  token ??= new FcmToken(account);
  const grant = await token.get();
  if ("error" in grant) return { kind: "retry", ...grant };
  try {
    const response = await fetch(`${FCM_URL}/v1/projects/${account.project_id}/messages:send`, {
      method: "POST",
      headers: { authorization: `Bearer ${grant.token}`, "content-type": "application/json" },
      body: fitted(message, (fitting) => ({ message: payloadOf(fitting) })),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "manual",
    });
    const body = wordsOf(await response.text());
    if (response.status === 401) token.forget(grant.token);
    return resultOf(response, body);
  } catch {
    return { kind: "retry", error: "Firebase Cloud Messaging did not answer." };
  }
}

/** Whether Google gives us a token. Never throws. */
export async function checkFcm(): Promise<{ ok: boolean; message: string }> {
  const { FCM_SERVICE_ACCOUNT: account } = env();
  if (!account) return { ok: false, message: MISSING };
  const grant = await new FcmToken(account).get();
  return "error" in grant
    ? { ok: false, message: grant.error }
    : { ok: true, message: `Google lets ${account.client_email} send.` };
}

const MISSING = "Set FCM_SERVICE_ACCOUNT to push to the Android app.";

const payloadOf = (message: PushMessage) => ({
  token: message.token,
  notification: { title: message.title, body: message.body },
  data: {
    link: message.link,
    workspace: message.workspace,
    workspace_name: message.subtitle,
    unread: String(message.unread),
    ...(message.notificationId && { notification: message.notificationId }),
    ...(message.receipt && { receipt: message.receipt }),
  },
  android: {
    priority: message.priority === "low" ? "NORMAL" : "HIGH",
    ttl: `${TTL_SECONDS}s`,
    collapse_key: tagOf(message),
    // A repeat, which Google cannot tell, takes the place of the first.
    notification: { tag: tagOf(message), notification_count: message.unread },
  },
});

interface Words {
  name?: string;
  reason?: string;
  message?: string;
  field?: string;
}

function resultOf({ status, headers }: Response, words: Words): PushResult {
  if (status === 200 && words.name) return { kind: "sent", id: words.name, status };
  // A repeat of what was taken all the same takes its place.
  if (status === 200) return { kind: "retry", error: "The answer (200) is not Firebase's.", status };
  const error = `Firebase answered ${status}: ${words.reason ?? "no reason"}${words.message ? `, ${words.message}` : ""}`;
  const isGone = words.reason === "UNREGISTERED" || status === 404 || words.field === "message.token";
  if (isGone) return { kind: "gone", error, status };
  const afterSeconds = retryAfterSeconds((name) => headers.get(name));
  if (status === 429) return { kind: "retry", error, status, afterSeconds: afterSeconds ?? 60, isThrottled: true };
  if (status >= 500) return { kind: "retry", error, status, afterSeconds };
  // A refused account is the operator's to mend; a token of another project's says SENDER_ID_MISMATCH.
  if (status === 401 || (status === 403 && words.reason !== "SENDER_ID_MISMATCH"))
    return { kind: "retry", error, status };
  return { kind: "failed", error, status };
}

function wordsOf(body: string): Words {
  try {
    const { name, error } = JSON.parse(body) as {
      name?: unknown;
      error?: { message?: unknown; status?: unknown; details?: { errorCode?: unknown; fieldViolations?: unknown }[] };
    };
    const details = Array.isArray(error?.details) ? error.details : [];
    const violations = details.flatMap(({ fieldViolations }) =>
      Array.isArray(fieldViolations) ? fieldViolations : [],
    );
    return {
      name: textOf(name),
      reason: textOf(details.find(({ errorCode }) => errorCode)?.errorCode) ?? textOf(error?.status),
      message: textOf(error?.message),
      field: textOf((violations[0] as { field?: unknown } | undefined)?.field),
    };
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value.replaceAll("\0", "").slice(0, 500) : undefined;
