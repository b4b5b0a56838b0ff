import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";
import { deviceName, deviceSchema } from "./contract";

/** Apple's are hexadecimal and of no promised length; in lower case they are one however written. */
const appleToken = z
  .string()
  .regex(/^(?:[0-9a-f]{2}){32,100}$/i, "is not a device token of Apple's, in hexadecimal")
  .toLowerCase();
const googleToken = z.string().regex(/^[\w:-]{32,2000}$/, "is not a registration token of Firebase's");

export const registerApp = endpoint({
  method: "POST",
  path: "/api/me/devices",
  access: { person: "guest" },
  summary:
    "Register an iOS or Android app for push. Its token belongs to one person: registering it again moves it, and an app does so at each start.",
  body: z.strictObject({
    platform: z.enum(["ios", "android"]),
    token: z.string().min(1).max(2000),
    /** iOS: which of Apple's two services its token is for; absent: production. */
    environment: z.enum(["sandbox", "production"]).optional(),
    name: deviceName.optional(),
  }),
  response: deviceSchema,
  status: 201,
  maxBody: 8 * 1024,
});

/** What a token must look like. */
export const TOKENS = { ios: appleToken, android: googleToken } as const;
