import { z } from "zod";
import { privateKey, serviceAccount } from "./push-keys";
import { base64urlOf, documented, optional, orElse, origin, pushContact } from "./schema";

export const push = {
  WEB_PUSH_VAPID_PUBLIC_KEY: documented(optional(base64urlOf(65)), {
    about: "the public half of a VAPID key pair; default: made once, kept in the data folder",
  }),
  WEB_PUSH_VAPID_PRIVATE_KEY: documented(optional(base64urlOf(32)), {
    about: "its private half; another pair ends every browser's subscription until it is opened again",
  }),
  WEB_PUSH_VAPID_SUBJECT: documented(optional(pushContact), {
    about: "whom push services may ask about our messages; default: BELFRY_URL over https, else MAIL_FROM",
    example: "mailto:ops@example.com",
  }),
  APNS_KEY_ID: documented(optional(z.string()), {
    about: "pushes to the iOS app: the id of a key for Apple's push service",
  }),
  APNS_TEAM_ID: documented(optional(z.string()), { about: "the Apple developer team it belongs to" }),
  APNS_KEY_P8: documented(optional(privateKey), {
    about: "what its .p8 file holds; line breaks may be written as \\n",
  }),
  APNS_BUNDLE_ID: documented(optional(z.string()), {
    about: "the app's bundle id",
    example: "com.example.belfry",
  }),
  APNS_URL: documented(optional(origin), {
    about: "another server that speaks APNs; default: Apple's, by each device's environment",
  }),
  FCM_SERVICE_ACCOUNT: documented(optional(serviceAccount), {
    about: "pushes to the Android app: the JSON of a Firebase service account, on one line",
  }),
  FCM_URL: documented(orElse(origin, "https://fcm.googleapis.com"), {
    about: "another server that speaks FCM's HTTP v1 API",
  }),
};
