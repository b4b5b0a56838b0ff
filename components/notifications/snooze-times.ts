import { momentAt, wallClock } from "../ui/time-zone";

export interface SnoozeChoice {
  label: "Later today" | "Tomorrow" | "Next week";
  /** ISO. */
  until: string;
}

const MORNING = 9;
const HOURS_ON = 3;
const HALF_HOUR = 30;

/** When a person might want to see it again, by the clocks of their own time zone. `now` is in ms. */
export function snoozeChoices(now: number, timeZone: string): SnoozeChoice[] {
  const today = wallClock(now, timeZone);
  const inDays = (days: number) => momentAt({ ...today, day: today.day + days, hour: MORNING, minute: 0 }, timeZone);
  const later = momentAt(
    { ...today, hour: today.hour + HOURS_ON, minute: Math.ceil(today.minute / HALF_HOUR) * HALF_HOUR },
    timeZone,
  );
  const isStillToday = wallClock(later, timeZone).day === today.day;
  const untilMonday = (8 - new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay()) % 7 || 7;
  return [
    ...(isStillToday ? [{ label: "Later today" as const, at: later }] : []),
    { label: "Tomorrow" as const, at: inDays(1) },
    // On a Sunday that is tomorrow already.
    ...(untilMonday > 1 ? [{ label: "Next week" as const, at: inDays(untilMonday) }] : []),
  ].map(({ label, at }) => ({ label, until: new Date(at).toISOString() }));
}
