import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import { notify } from "../events/notify";
import { simulateEvent } from "../events/simulate";
import { WEEKDAYS } from "./constants";
import { getSchedule, updateSchedule } from "./schedule";
import type { Schedule } from "./schedule-contract";

useDatabase();

const someone = async () => makePerson(await makeTeam());
const evening = { from: 1320, to: 420 };
/** Quiet but for the minute after Sunday's midnight. */
const almostAlways = (): Schedule["quiet"] =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: 0, to: day === "7" ? 1439 : 1440 }]]));

describe("a schedule", () => {
  it("is empty at first, and merged by day, when two tabs speak at the same time too", async () => {
    const ann = await someone();
    expect(await getSchedule(ann)).toEqual({
      timeZone: "UTC",
      quiet: {},
      urgentBreaksThrough: true,
      quietUntil: null,
    });
    await Promise.all([
      updateSchedule(ann, { quiet: { "1": [evening] } }),
      updateSchedule(ann, { quiet: { "2": [evening, { from: 720, to: 780 }] } }),
      updateSchedule(ann, { urgentBreaksThrough: false }),
    ]);
    await updateSchedule(ann, { quiet: { "1": [] } });
    expect(await getSchedule(ann)).toMatchObject({
      quiet: { "2": [{ from: 720, to: 780 }, evening] },
      urgentBreaksThrough: false,
    });
  });

  it("goes by the person's own clock, which can be set there too", async () => {
    const ann = await someone();
    const { rows } = await db().execute<{ day: number; hour: number }>(sql`
      SELECT extract(isodow FROM wall)::int AS day, extract(hour FROM wall)::int AS hour
      FROM (SELECT statement_timestamp() AT TIME ZONE 'Asia/Kolkata' AS wall) clock`);
    const { day = 1, hour = 0 } = rows[0] ?? {};
    const now = { [String(day)]: [{ from: hour * 60, to: hour * 60 + 60 }] };
    const { quietUntil, timeZone } = await updateSchedule(ann, { timeZone: "Asia/Kolkata", quiet: now });
    expect(timeZone).toBe("Asia/Kolkata");
    expect(new Date(quietUntil ?? 0).getUTCMinutes()).toBe(30);
  });

  it.each<[string, object, number, RegExp]>([
    [
      "nothing but quiet",
      { quiet: Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: 0, to: 1440 }]])) },
      422,
      /Leave some/,
    ],
    [
      "quiet that runs over from day to day for ever",
      {
        quiet: Object.fromEntries(
          WEEKDAYS.map((day) => [
            day,
            [
              { from: 600, to: 599 },
              { from: 590, to: 610 },
            ],
          ]),
        ),
      },
      422,
      /Leave some/,
    ],
    ["a window without length", { quiet: { "1": [{ from: 60, to: 60 }] } }, 422, /another time/],
    ["a day there is not", { quiet: { "8": [evening] } }, 400, /quiet/],
    ["a zone there is not", { timeZone: "Mars/Olympus" }, 422, /time zone/],
    ["minutes of no day", { quiet: { "1": [{ from: 1440, to: 1500 }] } }, 422, /quiet/],
  ])("with %s is refused, and nothing is changed", async (_, body, status, message) => {
    const ann = await someone();
    const answer = await callApi("PATCH /api/me/preferences/schedule", { cookie: await cookieFor(ann), body });
    expect(answer).toMatchObject({ status, body: { error: { message: expect.stringMatching(message) } } });
    expect((await getSchedule(ann)).quiet).toEqual({});
  });

  it("that is changed takes what waits along: to the new end, or out at once", async () => {
    const team = await makeTeam();
    const ann = await makePerson(team);
    await updateSchedule(ann, { quiet: almostAlways() });
    await notify(team.producer, { type: "test", title: "Later", recipients: { users: [ann.userId] } });
    const before = await waiting(ann.userId);
    expect(before).toMatchObject({ reason: "quiet hours", isDue: false });
    const { quietUntil } = await updateSchedule(ann, { timeZone: "Asia/Kolkata" });
    expect((await waiting(ann.userId)).until?.toISOString()).toBe(quietUntil);
    await updateSchedule(ann, { quiet: Object.fromEntries(WEEKDAYS.map((day) => [day, []])) });
    expect(await waiting(ann.userId)).toMatchObject({ reason: null, until: null, isDue: true });
  });
});

describe("what would happen if", () => {
  it("is told for each channel, with the rule, the time and what it would wait for; nothing is written", async () => {
    const ann = await someone();
    const { quietUntil } = await updateSchedule(ann, { quiet: almostAlways() });
    const { channels } = await simulateEvent(ann, { type: "feedback.new" });
    expect(channels.find(({ channel }) => channel === "in_app")).toMatchObject({ outcome: "now" });
    expect(channels.find(({ channel }) => channel === "email")).toEqual({
      channel: "email",
      outcome: "later",
      rule: "the default for “New feedback”",
      addresses: 1,
      until: quietUntil,
      waitsFor: "quiet hours",
    });
    expect(channels.find(({ channel }) => channel === "web_push")).toMatchObject({ outcome: "no_address" });
    const urgent = await simulateEvent(ann, { type: "feedback.new", priority: "urgent" });
    expect(urgent.channels.find(({ channel }) => channel === "email")).toMatchObject({ outcome: "now", until: null });
    const { rows } = await db().execute(sql`SELECT FROM notifications WHERE user_id = ${ann.userId}`);
    expect(rows).toEqual([]);
  });

  it("of a type there is not is refused with those there are", async () => {
    const ann = await someone();
    await expect(simulateEvent(ann, { type: "no.such" })).rejects.toThrow(/Known types: .*feedback\.new/);
  });
});

async function waiting(userId: string) {
  const { rows } = await db().execute<{ until: string | null; reason: string | null; isDue: boolean }>(sql`
    SELECT deferred_for AS until, reason, next_attempt_at <= clock_timestamp() AS "isDue" FROM deliveries
    WHERE user_id = ${userId} AND channel = 'email'`);
  const [row] = rows;
  return { ...row, until: row?.until ? new Date(row.until) : null };
}
