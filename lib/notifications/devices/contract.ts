import { z } from "zod";
import { PLATFORMS } from "@/db/enums";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";

const moment = z.iso.datetime();
const done = z.object({ done: z.literal(true) });
const byId = z.object({ id: z.uuid() });
const person = { person: "guest" } as const;

export const deviceSchema = z.object({
  id: z.uuid(),
  platform: z.enum(PLATFORMS),
  name: z.string(),
  userAgent: z.string(),
  /** SHA-256 of its address in hex: a browser finds itself by it, and nobody else learns the address. */
  fingerprint: z.string(),
  /** False once its push service has said that the address has ended; registering it again mends that. */
  isReachable: z.boolean(),
  createdAt: moment,
  lastSeenAt: moment,
});
export type Device = z.output<typeof deviceSchema>;

export const deviceName = z
  .string()
  .trim()
  .min(1, "say a name")
  .max(80, "has at most 80 characters")
  .regex(/^[^\p{Cc}]*$/u, "has characters that cannot be shown");

export const listDevices = endpoint({
  method: "GET",
  path: "/api/me/devices",
  access: person,
  summary: "The browsers and apps that show my notifications, last seen first, 100 at the most.",
  response: z.object({ devices: z.array(deviceSchema) }),
});

export const getBadgeCount = endpoint({
  method: "GET",
  path: "/api/me/unread-count",
  access: person,
  summary: "How many notifications I have not read, in all my workspaces together: what an app's badge shows.",
  response: z.object({ count: z.number().int() }),
});

export const renameDevice = endpoint({
  method: "PATCH",
  path: "/api/me/devices/{id}",
  access: person,
  summary: "Give one of my devices another name.",
  params: byId,
  body: z.strictObject({ name: deviceName }),
  response: deviceSchema,
});

export const removeDevice = endpoint({
  method: "DELETE",
  path: "/api/me/devices/{id}",
  access: person,
  summary: "Send nothing to one of my devices any more.",
  params: byId,
  response: done,
});

export const testDevice = endpoint({
  method: "POST",
  path: "/api/me/devices/{id}/test",
  access: person,
  summary: "Send a test notification to one of my devices, and say in words what came of it.",
  params: byId,
  response: z.object({ success: z.boolean(), message: z.string() }),
});

export const getWebPushKey = endpoint({
  method: "GET",
  path: "/api/workspaces/{ws}/notifications/web-push/key",
  access: person,
  summary: "The public VAPID key that browsers subscribe with. 503 `push_not_configured` where there is none.",
  params: inWorkspace,
  response: z.object({ key: z.string() }),
});

const endpointUrl = z.string().min(1).max(2000);

export const subscribeWebPush = endpoint({
  method: "POST",
  path: "/api/workspaces/{ws}/notifications/web-push/subscribe",
  access: person,
  summary:
    "Register this browser's push subscription, as `PushSubscription.toJSON()` gives it. It belongs to one person: registering it again moves it.",
  params: inWorkspace,
  body: z.strictObject({
    endpoint: endpointUrl,
    keys: z.strictObject({
      p256dh: z.string().regex(/^[\w-]{87}$/, "is not a P-256 public key in base64url"),
      auth: z.string().regex(/^[\w-]{22}$/, "is not 16 bytes in base64url"),
    }),
    expirationTime: z.number().nullish(),
    /** Absent: it keeps the name it has, or gets a plain one. */
    name: deviceName.optional(),
    /** The endpoint it takes the place of: that one is forgotten, and its name is kept. */
    replaces: endpointUrl.optional(),
  }),
  example: {
    endpoint: "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA",
    keys: { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) },
  },
  response: deviceSchema,
  status: 201,
  maxBody: 16 * 1024,
});

export const unsubscribeWebPush = endpoint({
  method: "DELETE",
  path: "/api/workspaces/{ws}/notifications/web-push/{id}",
  access: person,
  summary: "Send no push to one of my browsers any more.",
  params: inWorkspace.extend(byId.shape),
  response: done,
});

export const acknowledgePush = endpoint({
  method: "POST",
  path: "/api/deliveries/acknowledge",
  // A browser's worker, or an app: the receipt is signed, and nothing else of the caller counts.
  access: "program",
  summary: "A device says that it shows a notification, by the receipt that came with it.",
  body: z.strictObject({ receipt: z.string().max(100) }),
  response: done,
  maxBody: 4 * 1024,
});
