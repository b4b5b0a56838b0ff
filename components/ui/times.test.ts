import { describe, expect, test } from "vitest";
import type { Notification } from "@/lib/notifications/inbox/contract";
import { clockTime, exactTime, groupByDay, timeAgo, timeUntil } from "./times";

const HELSINKI = "Europe/Helsinki";
/** Saturday, 14:00 in Helsinki. */
const NOW = Date.parse("2026-11-21T12:00:00Z");
const ago = (at: string, zone = HELSINKI) => timeAgo(at, NOW, zone);

describe("how long ago", () => {
  test("counts minutes, then hours of the same day", () => {
    expect(ago("2026-11-21T11:59:31Z")).toBe("now");
    expect(ago("2026-11-21T11:58:00Z")).toBe("2 min");
    expect(ago("2026-11-21T11:00:01Z")).toBe("59 min");
    expect(ago("2026-11-21T10:59:59Z")).toBe("1 h");
  });

  test("turns to days at the person's own midnight, not the server's", () => {
    expect(ago("2026-11-20T22:30:00Z")).toBe("13 h");
    expect(ago("2026-11-20T22:30:00Z", "UTC")).toBe("Yesterday");
    expect(ago("2026-11-20T21:30:00Z")).toBe("Yesterday");
  });

  test("then to weekdays, dates, and dates with a year", () => {
    expect(ago("2026-11-17T10:00:00Z")).toBe("Tue");
    expect(ago("2026-11-14T10:00:00Z")).toBe("14 Nov");
    expect(ago("2025-11-14T10:00:00Z")).toBe("14 Nov 2025");
  });

  test("takes a clock that is a little behind for now", () => {
    expect(ago("2026-11-21T12:00:20Z")).toBe("now");
  });

  test("says exactly when, with the zone", () => {
    expect(exactTime("2026-11-21T12:07:31Z", HELSINKI)).toMatch(/^Saturday,? 21 November 2026 at 14:07:31 /);
    expect(clockTime("2026-11-21T12:07:31Z", NOW, HELSINKI)).toBe("14:07:31");
    expect(clockTime("2026-11-19T12:07:31Z", NOW, HELSINKI)).toMatch(/19 Nov.*14:07/);
  });
});

test("when something will be again is a day by its name, then by its date", () => {
  const until = (at: string) => timeUntil(at, NOW, HELSINKI);
  expect(until("2026-11-21T15:30:00Z")).toBe("Today 17:30");
  expect(until("2026-11-21T22:30:00Z")).toBe("Tomorrow 00:30");
  expect(until("2026-11-23T07:00:00Z")).toBe("Mon 09:00");
  expect(until("2026-12-04T07:00:00Z")).toBe("4 Dec 09:00");
  expect(until("2027-01-04T07:00:00Z")).toBe("4 Jan 2027 09:00");
});

describe("days", () => {
  const at = (listedAt: string) => ({ id: listedAt, listedAt }) as Notification;
  const labels = (...times: string[]) =>
    groupByDay(times.map(at), NOW, HELSINKI).map(({ label, rows }) => `${label} ${rows.length}`);

  test("hold the rows of one calendar day each, in the order given", () => {
    expect(
      labels(
        "2026-11-21T11:00:00Z",
        "2026-11-20T22:30:00Z",
        "2026-11-20T21:30:00Z",
        "2026-11-18T12:00:00Z",
        "2026-11-02T12:00:00Z",
        "2025-12-31T12:00:00Z",
      ),
    ).toEqual(["Today 2", "Yesterday 1", "Wednesday 1", "2 November 1", "31 December 2025 1"]);
    expect(labels()).toEqual([]);
  });

  test("last 25 hours when the clocks go back", () => {
    const afterwards = Date.parse("2026-10-25T21:30:00Z");
    const groups = groupByDay([at("2026-10-24T21:30:00Z"), at("2026-10-24T20:30:00Z")], afterwards, HELSINKI);
    expect(groups.map(({ label }) => label)).toEqual(["Today", "Yesterday"]);
  });
});
