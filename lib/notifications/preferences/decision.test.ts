import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { CHANNELS, type Channel, PREFERENCE_SCOPES } from "@/db/enums";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam, type Team } from "@/tests/people";
import type { NotificationType } from "../catalogue/define";
import { CATALOGUE } from "../catalogue/registry";
import type { Matrix } from "./contract";
import { type Decision, decisionsFor } from "./decision";
import type { Leaf } from "./matrix";
import { readPreferences } from "./settings";

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
      channel: fc.constantFrom(...CHANNELS),
      isOn: fc.boolean(),
      by: fc.option(fc.nat({ max: PEOPLE - 1 }), { freq: 3 }),
    }),
  )
  .map(([where, rest]) => ({ ...where, ...rest }));
const overrides = fc.uniqueArray(override, {
  maxLength: 60,
  selector: ({ by, scope, key, channel }) => `${by} ${scope} ${key} ${channel}`,
});

describe("what is decided for a person", () => {
  it("is what the plain order of rules says, in SQL and on the page, whatever anybody has said", async () => {
    const [team, other] = [await makeTeam(), await makeTeam()];
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => makePerson(team)));
    await fc.assert(
      fc.asyncProperty(overrides, overrides, async (said, elsewhere) => {
        await db().execute(sql`DELETE FROM preferences`);
        const ids = people.map(({ userId }) => userId);
        await store(team, ids, said);
        await store(other, ids, elsewhere);
        const matrices = await Promise.all(people.map(readPreferences));
        for (const type of types) {
          const decided = await decide(team, ids, type);
          ids.forEach((id, person) => {
            const expected = plainly(said, person, type);
            expect(decided.get(id)).toEqual(expected);
            expect(onPage(matrices[person], type)).toEqual(expected);
          });
        }
      }),
      { numRuns: 25 },
    );
  });

  it("covers people who have said nothing, among many, with the order kept", async () => {
    const team = await makeTeam();
    const [ann, bob] = [await makePerson(team), await makePerson(team)];
    const feedback = CATALOGUE.get("feedback.new") as NotificationType;
    await store(team, [ann.userId], [{ by: 0, scope: "all", key: "", channel: "email", isOn: false }]);
    const decided = await decide(team, [ann.userId, bob.userId], feedback);
    expect(decided.get(ann.userId)?.email).toEqual({ on: false, rule: "all" });
    expect(decided.get(bob.userId)?.email).toEqual({ on: true, rule: "catalogue" });
  });
});

/** The order of the rules, written as it is told. */
function plainly(said: Override[], person: number, type: NotificationType): Decision {
  const keys = { type: type.key, category: type.category, all: "" };
  const decideFor = (channel: Channel) => {
    for (const by of [person, null]) {
      for (const scope of PREFERENCE_SCOPES) {
        const word = said.find(
          (one) => one.by === by && one.channel === channel && one.scope === scope && one.key === keys[scope],
        );
        if (word) return { on: word.isOn, rule: by === null ? "workspace" : scope };
      }
    }
    return { on: type.channels.includes(channel), rule: "catalogue" };
  };
  return Object.fromEntries(CHANNELS.map((channel) => [channel, decideFor(channel)])) as Decision;
}

function onPage(matrix: Matrix | undefined, { key }: NotificationType) {
  const row = matrix?.categories.flatMap(({ types }) => types).find((type) => type.key === key);
  return Object.fromEntries(
    CHANNELS.map((channel) => [channel, { on: row?.channels[channel].value, rule: row?.channels[channel].source }]),
  );
}

async function decide(team: Team, userIds: string[], type: NotificationType): Promise<Map<string, Decision>> {
  const { rows } = await db().execute<{ user_id: string; decision: Decision }>(
    decisionsFor({ workspaceId: team.workspaceId, type, userIds }),
  );
  expect(rows).toHaveLength(userIds.length);
  return new Map(rows.map((row) => [row.user_id, row.decision]));
}

async function store(team: Team, userIds: string[], said: Override[]): Promise<void> {
  const rows = said.map(({ by, ...leaf }) => ({ ...leaf, user: by === null ? null : userIds[by] }));
  await db().execute(sql`
    INSERT INTO preferences (workspace_id, user_id, scope, key, channel, is_on)
    SELECT ${team.workspaceId}::uuid, "user", scope, key, channel, "isOn"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("user" uuid, scope text, key text, channel text, "isOn" boolean)`);
}
