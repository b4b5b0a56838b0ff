import { z } from "zod";
import { NOTIFICATION_CHANNELS } from "@/db/enums";

/** Icons and tones a type may choose; the browser knows how to draw each. */
export const ICONS = [
  "alert",
  "flag",
  "proposal",
  "approved",
  "gap",
  "issue",
  "feedback",
  "form",
  "job",
  "rating",
  "star",
  "message",
  "mail",
  "step",
  "agent",
  "plug",
  "bell",
] as const;

export const TONES = ["neutral", "amber", "rose", "moss", "sky"] as const;

export const channelSchema = z.enum(NOTIFICATION_CHANNELS);

export const link = z.string().min(1).max(500);

export const actions = z.array(z.strictObject({ label: z.string().trim().min(1).max(60), link })).max(3);

export const subjectSchema = z.strictObject({ kind: z.string().min(1).max(50), id: z.string().min(1).max(200) });

/** A moment Postgres can hold, too: ISO calendars have a year 0. */
export const momentSchema = z.iso.datetime().refine((at) => at >= "0001", "is before the first year");

/** Several values with commas between them: any of them will do. */
export const anyOf = <T extends z.ZodType<string, string>>(value: T) =>
  z
    .string()
    .max(2000)
    .transform((list) => [...new Set(list.split(","))].sort())
    .pipe(z.array(value).min(1).max(50))
    .optional();
