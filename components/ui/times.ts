/** Days and clock times are those of the person's own time zone, on the server and in the browser alike. */
const LOCALE = "en-GB";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Listed {
  listedAt: string;
}

export interface DayGroup<Row extends Listed> {
  label: string;
  rows: Row[];
}

/** `now`, `5 min`, `3 h`, `Yesterday`, `Tue`, `4 Nov`, `4 Nov 2025`. Times are in ms or ISO. */
export function timeAgo(at: string, now: number, timeZone: string): string {
  const then = Date.parse(at);
  const age = now - then;
  if (age < MINUTE) return "now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  const days = daysBetween(then, now, timeZone);
  if (days === 0) return `${Math.floor(age / HOUR)} h`;
  if (days === 1) return "Yesterday";
  if (days < 7) return format(then, timeZone, { weekday: "short" });
  return format(then, timeZone, { day: "numeric", month: "short", ...yearIfAnother(then, now, timeZone) });
}

/** `Saturday, 21 November 2026 at 14:07:31 EET`. */
export const exactTime = (at: string, timeZone: string): string =>
  format(Date.parse(at), timeZone, { dateStyle: "full", timeStyle: "long" });

/** `14:07:31`, or with the day where that is not today. */
export function clockTime(at: string, now: number, timeZone: string): string {
  const then = Date.parse(at);
  const isToday = daysBetween(then, now, timeZone) === 0;
  return format(then, timeZone, {
    hour: "2-digit",
    minute: "2-digit",
    ...(isToday ? { second: "2-digit" } : { day: "numeric", month: "short" }),
  });
}

/** When something will be again: `Today 15:30`, `Tomorrow 09:00`, `Mon 09:00`, `4 Dec 09:00`. */
export function timeUntil(at: string, now: number, timeZone: string): string {
  const then = Date.parse(at);
  const days = daysBetween(now, then, timeZone);
  const time = format(then, timeZone, { hour: "2-digit", minute: "2-digit" });
  if (days <= 0) return `Today ${time}`;
  if (days === 1) return `Tomorrow ${time}`;
  if (days < 7) return `${format(then, timeZone, { weekday: "short" })} ${time}`;
  return `${format(then, timeZone, { day: "numeric", month: "short", ...yearIfAnother(then, now, timeZone) })} ${time}`;
}

/** A day as `2026-11-21` by its name: `21 Nov 2026`. */
export const dayName = (day: string): string =>
  format(Date.parse(`${day}T12:00:00Z`), "UTC", { day: "numeric", month: "short", year: "numeric" });

/** Rows, newest first, under their days. */
export function groupByDay<Row extends Listed>(rows: Row[], now: number, timeZone: string): DayGroup<Row>[] {
  const groups: DayGroup<Row>[] = [];
  for (const row of rows) {
    const label = dayLabel(Date.parse(row.listedAt), now, timeZone);
    const last = groups.at(-1);
    if (last?.label === label) last.rows.push(row);
    else groups.push({ label, rows: [row] });
  }
  return groups;
}

function dayLabel(then: number, now: number, timeZone: string): string {
  const days = daysBetween(then, now, timeZone);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days < 7) return format(then, timeZone, { weekday: "long" });
  return format(then, timeZone, { day: "numeric", month: "long", ...yearIfAnother(then, now, timeZone) });
}

/** Calendar days from one moment to another, as that time zone counts them. */
function daysBetween(then: number, now: number, timeZone: string): number {
  const dayOf = (at: number) => {
    const parts = Object.fromEntries(
      formatter(timeZone, { year: "numeric", month: "numeric", day: "numeric" })
        .formatToParts(at)
        .map(({ type, value }) => [type, Number(value)]),
    );
    return Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day) / DAY;
  };
  return dayOf(now) - dayOf(then);
}

function yearIfAnother(then: number, now: number, timeZone: string): { year?: "numeric" } {
  const year = (at: number) => format(at, timeZone, { year: "numeric" });
  return year(then) === year(now) ? {} : { year: "numeric" };
}

const format = (at: number, timeZone: string, options: Intl.DateTimeFormatOptions) =>
  formatter(timeZone, options).format(at);

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(LOCALE, { ...options, timeZone });
  formatters.set(key, made);
  return made;
}
