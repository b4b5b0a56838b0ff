import { describe, expect, test } from "vitest";
import { fromLocalInput, momentAt, toLocalInput, wallClock } from "../ui/time-zone";
import { snoozeChoices } from "./snooze-times";

const HELSINKI = "Europe/Helsinki";
const choices = (now: string, zone = HELSINKI) =>
  Object.fromEntries(snoozeChoices(Date.parse(now), zone).map(({ label, until }) => [label, until]));

describe("the choices to snooze until", () => {
  test("are mornings of the person's own time zone, and the half hour some three hours on", () => {
    // Thursday, 14:07 in Helsinki.
    expect(choices("2026-11-19T12:07:31Z")).toEqual({
      "Later today": "2026-11-19T15:30:00.000Z",
      Tomorrow: "2026-11-20T07:00:00.000Z",
      "Next week": "2026-11-23T07:00:00.000Z",
    });
    expect(choices("2026-11-19T12:07:31Z", "America/Sao_Paulo")).toMatchObject({
      Tomorrow: "2026-11-20T12:00:00.000Z",
    });
  });

  test("have no later today late in the evening, and no second tomorrow on a Sunday", () => {
    expect(Object.keys(choices("2026-11-19T19:31:00Z"))).toEqual(["Tomorrow", "Next week"]);
    expect(Object.keys(choices("2026-11-22T10:00:00Z"))).toEqual(["Later today", "Tomorrow"]);
    expect(choices("2026-11-23T10:00:00Z")).toMatchObject({ "Next week": "2026-11-30T07:00:00.000Z" });
  });

  test("keep to nine in the morning over a change of the clocks, and over the end of a year", () => {
    expect(choices("2026-10-24T10:00:00Z")).toMatchObject({ Tomorrow: "2026-10-25T07:00:00.000Z" });
    expect(choices("2026-12-31T10:00:00Z")).toMatchObject({ Tomorrow: "2027-01-01T07:00:00.000Z" });
  });
});

describe("a wall clock", () => {
  const at = (text: string, zone = HELSINKI) => {
    const wall = fromLocalInput(text);
    return wall && new Date(momentAt(wall, zone)).toISOString();
  };

  test("that shows a time twice means the first; one that skips it, as much later as it jumps", () => {
    expect(at("2026-10-25T03:30")).toBe("2026-10-25T00:30:00.000Z");
    expect(at("2026-03-29T03:30")).toBe("2026-03-29T01:30:00.000Z");
    expect(at("2026-07-01T12:00", "Asia/Kathmandu")).toBe("2026-07-01T06:15:00.000Z");
  });

  test("comes back from a field as it was written", () => {
    expect(toLocalInput(wallClock(Date.parse("2026-01-02T03:04:05Z"), "UTC"))).toBe("2026-01-02T03:04");
    expect(fromLocalInput("tomorrow")).toBeNull();
  });
});
