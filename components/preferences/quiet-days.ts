import { DAY_MINUTES, WEEKDAYS, type Weekday } from "@/lib/notifications/preferences/constants";
import type { QuietWindow, Schedule } from "@/lib/notifications/preferences/schedule-contract";

type Quiet = Schedule["quiet"];

export const DAY_NAMES: Record<Weekday, string> = {
  "1": "Monday",
  "2": "Tuesday",
  "3": "Wednesday",
  "4": "Thursday",
  "5": "Friday",
  "6": "Saturday",
  "7": "Sunday",
};

const NIGHT: QuietWindow = { from: 22 * 60, to: 7 * 60 };
const WHOLE_DAY: QuietWindow = { from: 0, to: DAY_MINUTES };
const onDays = (days: readonly Weekday[], windows: QuietWindow[]): Quiet =>
  Object.fromEntries(days.map((day) => [day, windows]));

/** Quiet hours that many want, to begin with. */
export const USUAL = [
  { label: "Nights, 22:00 to 07:00", quiet: onDays(WEEKDAYS, [NIGHT]) },
  {
    label: "Nights and weekends",
    quiet: { ...onDays(["1", "2", "3", "4", "5"], [NIGHT]), ...onDays(["6", "7"], [WHOLE_DAY]) },
  },
] as const;

export const NEVER = onDays(WEEKDAYS, []);

/** The quiet parts of a day's 24 hours, those that the day before has begun among them, in minutes. */
export function quietParts(quiet: Quiet, day: Weekday): { from: number; to: number }[] {
  const before = WEEKDAYS[(WEEKDAYS.indexOf(day) + 6) % 7] as Weekday;
  const own = (quiet[day] ?? []).map(({ from, to }) => ({ from, to: to > from ? to : DAY_MINUTES }));
  const left = (quiet[before] ?? []).flatMap(({ from, to }) => (to <= from && to > 0 ? [{ from: 0, to }] : []));
  return [...left, ...own];
}

/** `22:00 to 07:00, 12:00 to 13:00`; `all day`; `none`. */
export function inWords(windows: QuietWindow[] | undefined): string {
  if (!windows || windows.length === 0) return "none";
  return windows
    .map(({ from, to }) => (from === 0 && to === DAY_MINUTES ? "all day" : `${toClock(from)} to ${toClock(to)}`))
    .join(", ");
}

/** Minutes of a day as a clock shows them: the day's end is 00:00. */
export const toClock = (minutes: number): string =>
  `${String(Math.floor((minutes % DAY_MINUTES) / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** The other way; null for what is no time of day. */
export function fromClock(text: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}
