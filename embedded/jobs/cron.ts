import { CronExpressionParser } from "cron-parser";

const NAMES = "SUN|MON|TUE|WED|THU|FRI|SAT|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC";
const FIELD = new RegExp(`^(\\*|\\?|\\d+|${NAMES})([-,/](\\*|\\d+|${NAMES}))*$`, "i");

/**
 * The first tick after `after` (epoch ms). Five fields, UTC unless prefixed `TZ=Area/City `; the extras of the cron
 * library (seconds, `L`, `#`, `@daily`) are refused because Inngest refuses them.
 * @throws Error with a sentence about what is wrong with the expression
 */
export function nextTick(cron: string, after: number): number {
  const [, zone, pattern = ""] = /^(?:TZ=(\S+)\s+)?(.*)$/.exec(cron.trim()) ?? [];
  const fields = pattern.trim().split(/\s+/);
  if (fields.length !== 5) throw new Error(`the cron "${cron}" must have exactly five fields`);
  if (!fields.every((field) => FIELD.test(field))) throw new Error(`the cron "${cron}" is not understood`);
  try {
    const schedule = CronExpressionParser.parse(fields.join(" "), { currentDate: new Date(after), tz: zone ?? "UTC" });
    return schedule.next().getTime();
  } catch (error) {
    throw new Error(`the cron "${cron}" is not valid: ${error instanceof Error ? error.message : error}`);
  }
}
