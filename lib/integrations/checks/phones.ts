import { env } from "@/lib/env";
import { type Finding, off, ok } from "./finding";

/** Whether text messages can be sent at all. */
export async function checkSms(): Promise<Finding> {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM, TWILIO_MESSAGING_SERVICE_SID } = env();
  if (TWILIO_ACCOUNT_SID && TWILIO_AUTH_TOKEN && (TWILIO_FROM || TWILIO_MESSAGING_SERVICE_SID)) {
    return ok("Twilio is set up. Nothing was sent to try it.");
  }
  return off(
    "Not set up: no text messages.",
    "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM (or TWILIO_MESSAGING_SERVICE_SID).",
  );
}

/** Which of the two worlds of phones can be reached. */
export async function checkMobilePush(): Promise<Finding> {
  const { APNS_KEY_ID, APNS_TEAM_ID, APNS_KEY_P8, APNS_BUNDLE_ID, FCM_SERVICE_ACCOUNT } = env();
  const hasApple = Boolean(APNS_KEY_ID && APNS_TEAM_ID && APNS_KEY_P8 && APNS_BUNDLE_ID);
  const worlds = [hasApple && "Apple (APNs)", FCM_SERVICE_ACCOUNT && "Google (FCM)"].filter(Boolean);
  const rest = [
    !hasApple && "APNS_KEY_ID, APNS_TEAM_ID, APNS_KEY_P8 and APNS_BUNDLE_ID for iPhones",
    !FCM_SERVICE_ACCOUNT && "FCM_SERVICE_ACCOUNT for Android",
  ].filter(Boolean);
  const todo = rest.length ? `Set ${rest.join("; ")}.` : null;
  if (worlds.length === 0) return off("Not set up: apps on phones are not reached.", todo);
  return ok(`Set up for ${worlds.join(" and ")}. Nothing was sent to try it.`, todo);
}
