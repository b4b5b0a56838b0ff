import { randomBytes, randomInt } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import twilio from "twilio";
import { db } from "@/db/client";
import { phoneNumbers } from "@/db/schema/devices";
import { env } from "@/lib/env";
import { codeHash } from "@/lib/phone/codes";
import type { Person } from "./fixtures";
import type { Row } from "./row";

const number = () => `+49151${randomInt(1e9).toString().padStart(9, "0")}`;

/** What Twilio would send when somebody texts back, signed as it signs. */
function textedBack(word: string) {
  const form = { From: number(), Body: word, MessageSid: `SM${randomBytes(16).toString("hex")}` };
  const url = `${env().BELFRY_URL}/api/webhooks/twilio`;
  const signature = twilio.getExpectedTwilioSignature(env().TWILIO_AUTH_TOKEN ?? "", url, form);
  return {
    file: {
      type: "application/x-www-form-urlencoded",
      bytes: new TextEncoder().encode(new URLSearchParams(form).toString()),
    },
    headers: { "x-twilio-signature": signature },
  };
}

const list: Row = { sample: () => ({}) };
const without = ({ userId }: Person) => db().delete(phoneNumbers).where(eq(phoneNumbers.userId, userId));

export const PHONE_SAMPLES: Record<string, Row> = {
  "GET /api/me/phone": list,
  "POST /api/me/phone": {
    sample: async (_, who) => {
      await without(who);
      return { body: { number: number() } };
    },
  },
  "DELETE /api/me/phone": list,
  "POST /api/me/phone/verify": {
    sample: async (_, who) => {
      await without(who);
      const row = { userId: who.userId, number: number() };
      const hash = codeHash(row.userId, row.number, "123456");
      const codeExpiresAt = sql`clock_timestamp() + interval '10 minutes'`;
      await db()
        .insert(phoneNumbers)
        .values({ ...row, codeHash: hash, codeExpiresAt });
      return { body: { code: "123456" } };
    },
  },
  "POST /api/me/devices": {
    sample: () => ({
      body: { platform: "ios", token: randomBytes(32).toString("hex"), environment: "sandbox", name: "My phone" },
    }),
  },
  "POST /api/webhooks/twilio": { sample: () => textedBack("STOP") },
};
