import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";
import { timeZoneSchema } from "@/lib/profile/contract";
import { DAY_MINUTES, WEEKDAYS } from "./constants";

/** As many in one day as anybody could want. */
const MAX_WINDOWS = 4;

const windowSchema = z
  .strictObject({
    /** Minutes of the day, by the person's clock. */
    from: z
      .number()
      .int()
      .min(0)
      .max(DAY_MINUTES - 1),
    /** At or before `from`: on the next day. */
    to: z.number().int().min(0).max(DAY_MINUTES),
  })
  .refine(({ from, to }) => from !== to, "must end at another time than it begins; a whole day is 0 to 1440");
export type QuietWindow = z.output<typeof windowSchema>;

const days = z.partialRecord(z.enum(WEEKDAYS), z.array(windowSchema).max(MAX_WINDOWS));

export const scheduleSchema = z.object({
  timeZone: z.string(),
  /** Quiet windows by the day on which they begin; a day without any is left out. */
  quiet: days,
  /** Whether what is urgent comes all the same. */
  urgentBreaksThrough: z.boolean(),
  /** When the quiet of just now ends; null when it is not quiet. */
  quietUntil: z.iso.datetime().nullable(),
});
export type Schedule = z.output<typeof scheduleSchema>;

export const getSchedule = endpoint({
  method: "GET",
  path: "/api/me/preferences/schedule",
  access: { person: "guest" },
  summary: "My quiet hours: when nothing but my inbox is told, by my own clock and in all my workspaces.",
  response: scheduleSchema,
});

export const updateSchedule = endpoint({
  method: "PATCH",
  path: "/api/me/preferences/schedule",
  access: { person: "guest" },
  summary: "Change the quiet hours of the days named, my time zone, or whether what is urgent breaks through.",
  body: z.strictObject({
    timeZone: timeZoneSchema.optional(),
    quiet: days.optional(),
    urgentBreaksThrough: z.boolean().optional(),
  }),
  response: scheduleSchema,
});
