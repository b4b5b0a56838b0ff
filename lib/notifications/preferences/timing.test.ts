import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import type { Cadence } from "@/db/enums";
import { useDatabase } from "@/tests/database";
import { runs } from "@/tests/runs";

useDatabase();

interface Window {
  day: number;
  from: number;
  to: number;
}
interface Case {
  at: number;
  zone: string;
  quiet: Window[];
}

const MINUTE = 60_000;
/** Changes by an hour, by half an hour, at midnight, of the southern half, of odd offsets, and none at all. */
const ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "UTC"];
/** Days of 2026 and 2027 on which one of these changes its clocks, and others. */
const DAYS = [
  "2026-03-08",
  "2026-03-29",
  "2026-04-04",
  "2026-09-05",
  "2026-10-04",
  "2026-10-25",
  "2026-11-01",
  "2027-01-15",
];

const minute = fc.nat({ max: 1439 });
const moment = fc
  .tuple(fc.constantFrom(...DAYS), fc.integer({ min: -1440, max: 2880 }), fc.nat({ max: 59 }))
  .map(([day, shift, second]) => Date.parse(`${day}T00:00:00Z`) + shift * MINUTE + second * 1000);
const quiet = fc.array(fc.record({ day: fc.integer({ min: 1, max: 7 }), from: minute, to: minute }), { maxLength: 8 });
const cases = fc.array(fc.record({ at: moment, zone: fc.constantFrom(...ZONES), quiet }), {
  minLength: 20,
  maxLength: 20,
});

describe("quiet hours", () => {
  it("end at the first minute at which the person's own clock stands in no window, over every change of clocks", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (all) => {
        const ends = await afterQuiet(all);
        all.forEach((one, i) => {
          expect(ends[i], JSON.stringify(one)).toBe(plainEnd(one));
        });
      }),
      { numRuns: runs(10) },
    );
  });

  it.each<[string, string, Window, string, string]>([
    [
      "over the night in which an hour is missing",
      "Europe/Berlin",
      { day: 6, from: 1320, to: 420 },
      "2026-03-29T00:30:00Z",
      "2026-03-29T05:00:00Z",
    ],
    [
      "over the night in which an hour comes twice",
      "Europe/Berlin",
      { day: 6, from: 1320, to: 420 },
      "2026-10-25T00:30:00Z",
      "2026-10-25T06:00:00Z",
    ],
    [
      "to a time that the missing hour holds",
      "America/New_York",
      { day: 7, from: 60, to: 150 },
      "2026-03-08T06:30:00Z",
      "2026-03-08T07:00:00Z",
    ],
    [
      "to a time that comes twice: its first",
      "America/New_York",
      { day: 7, from: 0, to: 90 },
      "2026-11-01T04:30:00Z",
      "2026-11-01T05:30:00Z",
    ],
    ["of a whole day", "Asia/Kolkata", { day: 1, from: 0, to: 1440 }, "2026-06-01T06:00:00Z", "2026-06-01T18:30:00Z"],
  ])("last %s", async (_, zone, window, at, end) => {
    const [got] = await afterQuiet([{ at: Date.parse(at), zone, quiet: [window] }]);
    expect(new Date(got ?? 0).toISOString()).toBe(new Date(end).toISOString());
  });

  it("of a zone that the database does not know are kept by UTC's clock: nobody's event fails for it", async () => {
    const at = "2026-06-01T23:00:00Z";
    const due = await dueOf(at, "Mars/Olympus", null, null, [{ day: 1, from: 1320, to: 360 }]);
    expect(due).toBe("2026-06-02T06:00:00.000Z");
  });
});

describe("what does not go out at once", () => {
  it.each<[Cadence, string, string, string]>([
    ["hourly", "Asia/Kolkata", "2026-06-01T10:10:00Z", "2026-06-01T10:30:00.000Z"],
    ["hourly", "America/New_York", "2026-11-01T05:40:00Z", "2026-11-01T06:00:00.000Z"],
    ["daily", "Europe/Berlin", "2026-03-28T08:00:00Z", "2026-03-29T07:00:00.000Z"],
    ["daily", "Europe/Berlin", "2026-03-29T06:59:59Z", "2026-03-29T07:00:00.000Z"],
    ["daily", "Europe/Berlin", "2026-10-25T08:00:00Z", "2026-10-26T08:00:00.000Z"],
    ["weekly", "America/New_York", "2026-11-01T12:00:00Z", "2026-11-02T14:00:00.000Z"],
    ["weekly", "America/New_York", "2026-11-02T14:00:00Z", "2026-11-09T14:00:00.000Z"],
  ])("comes with the %s digest of %s", async (cadence, zone, at, due) => {
    expect(await dueOf(at, zone, cadence, 10, null)).toBe(due);
  });

  it("waits so many minutes, and from there out of the quiet hours", async () => {
    const night = [{ day: 1, from: 1320, to: 420 }];
    expect(await dueOf("2026-06-01T10:00:00Z", "UTC", "instant", 10, night)).toBe("2026-06-01T10:10:00.000Z");
    expect(await dueOf("2026-06-01T21:55:00Z", "UTC", "instant", 10, night)).toBe("2026-06-02T07:00:00.000Z");
    expect(await dueOf("2026-06-01T21:30:00Z", "UTC", "hourly", 0, night)).toBe("2026-06-02T07:00:00.000Z");
  });
});

async function afterQuiet(all: Case[]): Promise<number[]> {
  const given = JSON.stringify(all.map((one) => ({ ...one, at: new Date(one.at).toISOString() })));
  const { rows } = await db().execute<{ end: string }>(sql`
    SELECT extract(epoch FROM belfry_after_quiet(at, zone, quiet)) * 1000 AS end
    FROM ROWS FROM (jsonb_to_recordset(${given}::jsonb) AS (at timestamptz, zone text, quiet jsonb)) WITH ORDINALITY
    AS c(at, zone, quiet, n) ORDER BY n`);
  return rows.map(({ end }) => Number(end));
}

async function dueOf(at: string, zone: string, cadence: string | null, delay: number | null, quiet: Window[] | null) {
  const { rows } = await db().execute<{ due: string }>(sql`
    SELECT belfry_due(${at}::timestamptz, ${zone}, ${cadence}::text, ${delay}::int,
      ${quiet && JSON.stringify(quiet)}::jsonb) AS due`);
  return new Date(rows[0]?.due ?? 0).toISOString();
}

/** Minute by minute, by the clock that a browser would show; a week of nothing but quiet is left out of account. */
function plainEnd({ at, zone, quiet }: Case): number {
  if (!isQuiet(at, zone, quiet)) return at;
  let end = Math.floor(at / MINUTE) * MINUTE;
  do end += MINUTE;
  while (isQuiet(end, zone, quiet));
  return end;
}

function isQuiet(at: number, zone: string, quiet: Window[]): boolean {
  const { day, minutes } = clockIn(at, zone);
  return quiet.some(({ day: first, from, to }) => {
    const lasts = to > from ? to : to + 1440;
    const since = ((day - first + 7) % 7) * 1440 + minutes;
    return since >= from && since < lasts;
  });
}

const formats = new Map<string, Intl.DateTimeFormat>();
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function clockIn(at: number, timeZone: string): { day: number; minutes: number } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: WEEKDAYS.indexOf(parts.weekday ?? "") + 1, minutes: Number(parts.hour) * 60 + Number(parts.minute) };
}
