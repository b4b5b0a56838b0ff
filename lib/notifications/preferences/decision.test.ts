import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { CADENCES, NOTIFICATION_CHANNELS, type NotificationChannel, PREFERENCE_SCOPES } from "@/db/enums";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam, type Team } from "@/tests/people";
import { runs } from "@/tests/runs";
import type { NotificationType } from "../catalogue/define";
import { loadEventPolicy } from "../catalogue/policy";
import { CATALOGUE } from "../catalogue/registry";
import { groupKey } from "../subject";
import { canWait, DIGEST_CHANNELS } from "./constants";
import type { Matrix } from "./contract";
import { type Decision, decidedFor, decidedType } from "./decision";
import type { Leaf } from "./matrix";
import { getPreferences } from "./settings";

useDatabase();

/** Somebody says on or off somewhere: one of the people (by number), or nobody, that is the workspace. */
type Override = Leaf & { by: number | null };

const PEOPLE = 3;
const types = [...CATALOGUE.values()];
const place = fc.oneof(
  fc.record({ scope: fc.constant("type" as const), key: fc.constantFrom(...types.map(({ key }) => key)) }),
  fc.record({ scope: fc.constant("category" as const), key: fc.constantFrom(...types.map((type) => type.category)) }),
  fc.constant({ scope: "all" as const, key: "" }),
);
const override: fc.Arbitrary<Override> = fc
  .tuple(
    place,
    fc.record({
      channel: fc.constantFrom(...NOTIFICATION_CHANNELS),
      isOn: fc.option(fc.boolean(), { freq: 4 }),
      cadence: fc.option(fc.constantFrom(...CADENCES), { freq: 2 }),
      delayMinutes: fc.option(fc.nat({ max: 1440 }), { freq: 2 }),
      by: fc.option(fc.nat({ max: PEOPLE - 1 }), { freq: 3 }),
    }),
  )
  .map(([where, { channel, cadence, delayMinutes, ...rest }]) => ({
    ...where,
    ...rest,
    channel,
    // As the API takes them.
    cadence: DIGEST_CHANNELS.includes(channel) ? cadence : null,
    delayMinutes: canWait(channel) ? delayMinutes : null,
  }));
const mutes = fc.uniqueArray(fc.nat({ max: PEOPLE - 1 }), { maxLength: PEOPLE });
const SUBJECT = groupKey({ kind: "ticket", id: "1" });
const ALL_MUTED = Object.fromEntries(NOTIFICATION_CHANNELS.map((channel) => [channel, { on: false, rule: "mute" }]));
const EMAIL_OFF: Leaf = { scope: "all", key: "", channel: "email", isOn: false, cadence: null, delayMinutes: null };
const overrides = fc.uniqueArray(override, {
  maxLength: 60,
  selector: ({ by, scope, key, channel }) => `${by} ${scope} ${key} ${channel}`,
});

describe("what is decided for a person", () => {
  it("is what the plain order of rules says, in SQL and on the page, whatever anybody has said", async () => {
    const [team, other] = [await makeTeam(), await makeTeam()];
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => makePerson(team)));
    await fc.assert(
      fc.asyncProperty(overrides, overrides, mutes, async (said, elsewhere, muted) => {
        await db().execute(sql`DELETE FROM preferences`);
        await db().execute(sql`DELETE FROM subject_mutes`);
        const ids = people.map(({ userId }) => userId);
        await store(team, ids, said);
        await store(other, ids, elsewhere);
        await mute(
          team,
          muted.map((person) => ids[person] ?? ""),
        );
        const matrices = await Promise.all(people.map(getPreferences));
        for (const type of types) {
          const decided = await decide(team, ids, type);
          ids.forEach((id, person) => {
            const expected = plainly(said, person, type);
            const isMuted = muted.includes(person) && !type.critical;
            expect(decided.get(id)).toEqual(isMuted ? ALL_MUTED : expected);
            expect(onPage(matrices[person], type)).toEqual(flat(expected));
          });
        }
      }),
      { numRuns: runs(15) },
    );
  });

  it("covers people who have said nothing, among many, with the order kept", async () => {
    const team = await makeTeam();
    const [ann, bob] = [await makePerson(team), await makePerson(team)];
    const feedback = CATALOGUE.get("feedback.new") as NotificationType;
    await store(team, [ann.userId], [{ ...EMAIL_OFF, by: 0 }]);
    const decided = await decide(team, [ann.userId, bob.userId], feedback);
    expect(decided.get(ann.userId)?.email).toEqual({ on: false, rule: "all" });
    expect(decided.get(bob.userId)?.email).toEqual({ on: true, rule: "catalogue" });
  });

  it("of a type that is not rolled out is nothing, but for who asked for that very type", async () => {
    const team = await makeTeam();
    const [ann, bob] = [await makePerson(team), await makePerson(team)];
    const early = { ...(CATALOGUE.get("feedback.new") as NotificationType), rollout: "off" as const };
    await store(
      team,
      [ann.userId, bob.userId],
      [
        { ...EMAIL_OFF, isOn: true, by: 0 },
        { ...EMAIL_OFF, isOn: true, by: 1, scope: "type", key: "feedback.new" },
      ],
    );
    const decided = await decide(team, [ann.userId, bob.userId], early);
    expect(decided.get(ann.userId)?.email).toEqual({ on: false, rule: "rollout" });
    expect(decided.get(bob.userId)?.email).toEqual({ on: true, rule: "type" });
    expect(decided.get(bob.userId)?.in_app).toEqual({ on: false, rule: "rollout" });
  });
});

/** The order of the rules, written as it is told. */
function plainly(said: Override[], person: number, type: NotificationType): Decision {
  const keys = { type: type.key, category: type.category, all: "" };
  const wordOn = (channel: NotificationChannel, aspect: "isOn" | "cadence" | "delayMinutes") => {
    for (const by of [person, null]) {
      for (const scope of PREFERENCE_SCOPES) {
        const word = said.find(
          (one) => one.by === by && one.channel === channel && one.scope === scope && one.key === keys[scope],
        );
        if (word && word[aspect] !== null) return { value: word[aspect], rule: by === null ? "workspace" : scope };
      }
    }
    return undefined;
  };
  const decideFor = (channel: NotificationChannel) => {
    const [on, cadence, delay] = [wordOn(channel, "isOn"), wordOn(channel, "cadence"), wordOn(channel, "delayMinutes")];
    const own = channel === "in_app" ? undefined : type.delayMinutes?.[channel];
    return {
      on: on?.value ?? type.channels.includes(channel),
      rule: on?.rule ?? "catalogue",
      ...(cadence && { cadence: cadence.value, cadenceRule: cadence.rule }),
      ...(delay && { delayMinutes: delay.value, delayRule: delay.rule }),
      ...(!delay && own !== undefined && { delayMinutes: own, delayRule: "catalogue" }),
    };
  };
  const decision = Object.fromEntries(
    NOTIFICATION_CHANNELS.map((channel) => [channel, decideFor(channel)]),
  ) as Decision;
  const isOffEverywhere = NOTIFICATION_CHANNELS.every((channel) => !decision[channel].on);
  return type.critical && isOffEverywhere ? { ...decision, in_app: { on: true, rule: "critical" } } : decision;
}

/** With what nobody has said spelled out, as a page shows it. */
function flat(decision: Decision) {
  const cells = NOTIFICATION_CHANNELS.map((channel) => {
    const { on, rule, cadence = "instant", cadenceRule = "catalogue", ...rest } = decision[channel];
    const { delayMinutes = 0, delayRule = "catalogue" } = rest;
    return [
      channel,
      {
        on,
        rule,
        ...(DIGEST_CHANNELS.includes(channel) && { cadence, cadenceRule }),
        ...(canWait(channel) && { delayMinutes, delayRule }),
      },
    ];
  });
  return Object.fromEntries(cells);
}

function onPage(matrix: Matrix | undefined, { key }: NotificationType) {
  const row = matrix?.categories.flatMap(({ types }) => types).find((type) => type.key === key);
  const cells = NOTIFICATION_CHANNELS.map((channel) => {
    const cell = row?.channels[channel];
    return [
      channel,
      {
        on: cell?.value,
        rule: cell?.source,
        ...(cell?.cadence && { cadence: cell.cadence.value, cadenceRule: cell.cadence.source }),
        ...(cell?.delayMinutes && { delayMinutes: cell.delayMinutes.value, delayRule: cell.delayMinutes.source }),
      },
    ];
  });
  return Object.fromEntries(cells);
}

async function decide(team: Team, userIds: string[], type: NotificationType): Promise<Map<string, Decision>> {
  const { words } = await loadEventPolicy(team.workspaceId, db());
  const { rows } = await db().execute<{ user_id: string; decision: Decision }>(
    sql`WITH events AS (SELECT 0 AS n, ${type.key}::text AS type, ${SUBJECT}::text AS group_key),
      told AS (SELECT 0 AS n, id AS user_id FROM unnest(${sql.param(userIds)}::uuid[]) AS id),
      ${decidedFor(team.workspaceId, [decidedType(type, words)], true)} SELECT user_id, decision FROM decided`,
  );
  expect(rows).toHaveLength(userIds.length);
  return new Map(rows.map((row) => [row.user_id, row.decision]));
}

async function store(team: Team, userIds: string[], said: Override[]): Promise<void> {
  const rows = said.map(({ by, ...leaf }) => ({ ...leaf, user: by === null ? null : userIds[by] }));
  await db().execute(sql`
    INSERT INTO preferences (workspace_id, user_id, scope, key, channel, is_on, cadence, delay_minutes)
    SELECT ${team.workspaceId}::uuid, "user", scope, key, channel, "isOn", cadence, "delayMinutes"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("user" uuid, scope text, key text, channel text, "isOn" boolean, cadence text, "delayMinutes" int)`);
}

async function mute({ workspaceId }: Team, userIds: string[]): Promise<void> {
  await db().execute(sql`
    INSERT INTO subject_mutes (workspace_id, user_id, subject_key)
    SELECT ${workspaceId}::uuid, id, ${SUBJECT} FROM unnest(${sql.param(userIds)}::uuid[]) AS id`);
}
