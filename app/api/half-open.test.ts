import { sql } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";
import { closeDatabase, db } from "@/db/client";
import { callApi } from "@/tests/api";
import { startBlackHole } from "@/tests/black-hole";
import { useDatabase } from "@/tests/database";
import { makeKey, makePerson, makeTeam } from "@/tests/people";

useDatabase();
afterAll(closeDatabase);

const SOON_MS = 20_000;

it("calls that meet dead connections to the database are told to try again, soon; tried again they are taken, once", async () => {
  const team = await makeTeam();
  const [ann, key] = [await makePerson(team), await makeKey(team)];
  const hole = await startBlackHole(process.env.DATABASE_URL ?? "");
  await closeDatabase();
  process.env.DATABASE_URL = hole.url;
  const tell = (id = "told-once") =>
    callApi(`POST /api/workspaces/${team.slug}/events`, {
      key,
      headers: { "idempotency-key": id },
      body: { type: "test", title: "Told once", recipients: { users: [ann.userId] } },
    });
  const headers = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };
  const askForCode = () => callApi("POST /api/sign-in/code", { headers, body: { email: ann.email } });
  const each = (id?: string) => Promise.all([tell(id), askForCode(), callApi("GET /api/ready")]);
  try {
    await each("before");
    await Promise.all(Array.from({ length: 20 }, () => db().execute(sql`SELECT pg_sleep(0.2)`)));
    hole.swallow();
    hole.open();
    const since = Date.now();
    for (const { status, body, headers } of await each()) {
      expect([status, body.error.code, Number(headers.get("retry-after")) > 0]).toEqual([503, "unavailable", true]);
    }
    expect(Date.now() - since).toBeLessThan(SOON_MS);
    const again = Date.now();
    expect((await each()).map(({ status }) => status)).toEqual([202, 202, 200]);
    expect((await tell()).status).toBe(202);
    expect(Date.now() - again).toBeLessThan(5_000);
    const told = sql`SELECT count(*)::int AS n FROM notifications WHERE user_id = ${ann.userId}`;
    expect((await db().execute(told)).rows).toEqual([{ n: 2 }]);
  } finally {
    await hole.close();
  }
});
