import { env } from "@/lib/env";
import { checkApns } from "@/lib/push/apns";
import { checkFcm } from "@/lib/push/fcm";
import { checkTwilio, isSmsConfigured } from "@/lib/sms/send";
import { type Finding, failing, off, ok } from "./finding";

/** Whether Twilio lets us in: it is asked for the account, and nothing is sent. */
export async function checkSms(): Promise<Finding> {
  if (!isSmsConfigured()) {
    return off(
      "Not set up: no text messages.",
      "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM (or TWILIO_MESSAGING_SERVICE_SID).",
    );
  }
  const twilio = await checkTwilio();
  return twilio.ok ? ok(twilio.message) : failing(twilio.message, "See in Twilio's console what it wants.");
}

/** Which of the two worlds of phones can be reached: a token is signed for Apple, and asked of Google. */
export async function checkMobilePush(): Promise<Finding> {
  const { APNS_KEY_ID, APNS_TEAM_ID, APNS_KEY_P8, APNS_BUNDLE_ID, FCM_SERVICE_ACCOUNT } = env();
  const hasApple = Boolean(APNS_KEY_ID && APNS_TEAM_ID && APNS_KEY_P8 && APNS_BUNDLE_ID);
  const todo = [
    !hasApple && "APNS_KEY_ID, APNS_TEAM_ID, APNS_KEY_P8 and APNS_BUNDLE_ID for iPhones",
    !FCM_SERVICE_ACCOUNT && "FCM_SERVICE_ACCOUNT for Android",
  ].filter(Boolean);
  const rest = todo.length ? `Set ${todo.join("; ")}.` : null;
  const found = [...(hasApple ? [checkApns()] : []), ...(FCM_SERVICE_ACCOUNT ? [await checkFcm()] : [])];
  if (found.length === 0) return off("Not set up: apps on phones are not reached.", rest);
  const words = found.map(({ message }) => message).join(" ");
  return found.every(({ ok }) => ok)
    ? ok(words, rest)
    : failing(words, "Set the keys anew; what is wrong stands above.");
}
