/** A clock on a wall of some time zone: what a person there would write down. Months and days count from 1. */
export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const DAY = 86_400_000;

/** What the clocks of a time zone show at a moment (ms). */
export function wallClock(at: number, timeZone: string): WallClock {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

/**
 * The moment (ms) at which the clocks of a time zone show this. Days past the end of a month count on. Shown twice,
 * as clocks go back: the first time. Never shown, as they go forward: as much later as they jump.
 */
export function momentAt(wall: WallClock, timeZone: string): number {
  const asUtc = utc(wall);
  const offsetAt = (at: number) => utc(wallClock(at, timeZone)) - at;
  const [before, after] = [asUtc - offsetAt(asUtc - DAY), asUtc - offsetAt(asUtc + DAY)];
  const shown = [before, after].filter((at) => at + offsetAt(at) === asUtc);
  return shown.length > 0 ? Math.min(...shown) : before;
}

/** As `<input type="datetime-local">` writes it. */
export function toLocalInput({ year, month, day, hour, minute }: WallClock): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

/** The other way round; null for what is no date and time. */
export function fromLocalInput(text: string): WallClock | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!match) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = match.slice(1).map(Number);
  return { year, month, day, hour, minute };
}

const utc = ({ year, month, day, hour, minute }: WallClock) => Date.UTC(year, month - 1, day, hour, minute);

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const two = "2-digit";
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: two,
      day: two,
      hour: two,
      minute: two,
    });
  clocks.set(timeZone, clock);
  return clock;
}
