import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { useDatabase } from "@/tests/database";
import { makeTeam } from "@/tests/people";
import { deleteExpired } from "./delete-expired";

useDatabase();

it("forgets what has served its time, and nothing that is still of use", async () => {
  const { workspaceId } = await makeTeam();
  await db().execute(sql`
    INSERT INTO idempotency_keys (workspace_id, key, fingerprint, activity_id, expires_at)
    SELECT ${workspaceId}, 'k' || n, '', gen_random_uuid(), clock_timestamp() + make_interval(hours => n)
    FROM generate_series(-6000, 3) n WHERE n <> 0`);
  await db().execute(sql`
    INSERT INTO rate_buckets (key, tokens, updated_at)
    VALUES ('old', 1, clock_timestamp() - interval '8 days'), ('new', 1, clock_timestamp())`);
  await db().execute(sql`
    INSERT INTO login_codes (email, challenge_hash, code_hash, expires_at)
    VALUES ('a@x.test', '', '', clock_timestamp() - interval '2 days'), ('b@x.test', '', '', clock_timestamp())`);
  await db().execute(sql`
    INSERT INTO device_logins (device_hash, user_code_hash, expires_at)
    VALUES ('a', 'a', clock_timestamp() - interval '2 days'), ('b', 'b', clock_timestamp())`);
  await db().execute(sql`
    INSERT INTO credential_pauses (key, until, updated_at)
    VALUES ('email:old', clock_timestamp() - interval '8 days', clock_timestamp() - interval '8 days'),
      ('email:paused', clock_timestamp() + interval '1 hour', clock_timestamp() - interval '8 days')`);
  expect(await deleteExpired()).toEqual({
    idempotency_keys: 6000,
    rate_buckets: 1,
    login_codes: 1,
    device_logins: 1,
    credential_pauses: 1,
    notification_groups: 0,
  });
  const { rows } = await db().execute(sql`
    SELECT (SELECT count(*)::int FROM idempotency_keys) AS keys, (SELECT array_agg(key) FROM rate_buckets) AS buckets,
      (SELECT array_agg(email) FROM login_codes) AS codes, (SELECT array_agg(key) FROM credential_pauses) AS pauses`);
  expect(rows).toEqual([{ keys: 3, buckets: ["new"], codes: ["b@x.test"], pauses: ["email:paused"] }]);
});
