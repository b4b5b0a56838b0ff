import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { countStatements, useDatabase } from "@/tests/database";
import { makeTeam } from "@/tests/people";
import { groupKey } from "../subject";
import { notify } from "./notify";

useDatabase();

const subject = { kind: "release", id: "1.0" };

it("tells 10,000 people in as many statements as one, whatever each of them has said", async () => {
  const team = await makeTeam();
  await db().execute(sql`
    WITH people AS (
      INSERT INTO users (email, name, handle) SELECT 'p' || n || '@example.com', 'P' || n, 'p' || n FROM generate_series(1, 10000) n RETURNING id
    ) INSERT INTO members (workspace_id, user_id, role) SELECT ${team.workspaceId}::uuid, id, 'member' FROM people`);
  await db().execute(sql`
    INSERT INTO preferences (workspace_id, user_id, scope, key, channel, is_on)
    SELECT ${team.workspaceId}::uuid, id, 'category', 'system', 'email', false FROM users
    WHERE substr(handle, 2)::int % 2 = 0`);
  await db().execute(sql`
    INSERT INTO schedules (user_id, quiet) SELECT id, '[{"day": 1, "from": 0, "to": 1440}, {"day": 2, "from": 0, "to": 420}]'
    FROM users WHERE substr(handle, 2)::int % 3 = 0`);
  await db().execute(sql`
    INSERT INTO preferences (workspace_id, user_id, scope, key, channel, cadence)
    SELECT ${team.workspaceId}::uuid, id, 'all', '', 'email', 'daily' FROM users WHERE substr(handle, 2)::int % 5 = 0`);
  await db().execute(sql`
    INSERT INTO subject_mutes (workspace_id, user_id, subject_key)
    SELECT ${team.workspaceId}::uuid, id, ${groupKey(subject)} FROM users WHERE handle = 'p7'`);
  const few = await countStatements(() =>
    notify(team.producer, { type: "test", title: "One", subject, recipients: { users: ["@p1"] } }),
  );
  const many = await countStatements(() =>
    notify(team.producer, { type: "test", title: "All", subject, recipients: { everyone: true } }),
  );
  expect(many.result).toMatchObject({ recipients: 10_000, deliveries: 4_999 });
  expect(many.statements).toBe(few.statements);
  const { rows } = await db().execute(
    sql`SELECT count(*)::int AS people, sum(unread)::int AS unread FROM inbox_counters`,
  );
  expect(rows).toEqual([{ people: 10_000, unread: 10_000 }]);
  const digests = await db().execute(sql`
    SELECT count(*)::int AS put_off, count(DISTINCT digest_id)::int AS digests FROM deliveries WHERE digest_id IS NOT NULL`);
  expect(digests.rows).toEqual([{ put_off: 1000, digests: 1000 }]);
  const groups = await db().execute(
    sql`SELECT count(*)::int AS groups, sum(count)::int AS rows FROM notification_groups`,
  );
  expect(groups.rows).toEqual([{ groups: 9999, rows: 10_000 }]);
});
