import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { countStatements, useDatabase } from "@/tests/database";
import { makePerson, makeTeam, type Team } from "@/tests/people";
import { listNotifications } from "../inbox/list";
import type { EventInput } from "./contract";
import { notify, notifyAll } from "./notify";

useDatabase();

const tell = (to: string, title: string, more: Partial<EventInput> = {}): EventInput => ({
  type: "test",
  title,
  recipients: { users: [to] },
  ...more,
});
const titlesOf = async (person: Awaited<ReturnType<typeof makePerson>>) =>
  (await listNotifications(person, { limit: 100 })).notifications.map(({ title }) => title);

async function exactCounts({ workspaceId }: Team) {
  const { rows } = await db().execute(sql`
    SELECT c.unread::int, c.seq::int, count(*)::int AS rows, max(n.seq)::int AS last, count(DISTINCT n.seq)::int AS places
    FROM inbox_counters c JOIN notifications n USING (user_id, workspace_id)
    WHERE workspace_id = ${workspaceId} GROUP BY c.user_id, c.unread, c.seq`);
  return rows;
}

test("events that come together share a transaction, and each has its own receipt, row and place", async () => {
  const team = await makeTeam();
  const ann = await makePerson(team);
  await notify(team.producer, tell(ann.userId, "First"));
  const titles = Array.from({ length: 40 }, (_, i) => `Event ${i}`);
  const { result: receipts, statements } = await countStatements(() =>
    Promise.all(titles.map((title) => notify(team.producer, tell(`@${ann.handle}`, title)))),
  );
  expect(statements).toBeLessThan(10);
  expect(new Set(receipts.map(({ eventId }) => eventId)).size).toBe(40);
  expect(receipts.every(({ recipients, deliveries }) => recipients === 1 && deliveries === 1)).toBe(true);
  expect(await titlesOf(ann)).toEqual(["First", ...titles].reverse());
  expect(await exactCounts(team)).toEqual([{ unread: 41, seq: 41, rows: 41, last: 41, places: 41 }]);
});

test("of events that come together each is answered for itself, whatever is wrong with its neighbours", async () => {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const send = (event: EventInput) => notify(team.producer, event);
  const good = Array.from({ length: 10 }, (_, i) => send(tell(ann.userId, `Good ${i}`)));
  const keyed = (title: string) => send(tell(ann.userId, title, { idempotencyKey: "one key" }));
  const [nobody, unknown, poison, first, repeat, other] = await Promise.allSettled([
    send(tell("nobody@example.com", "To nobody")),
    send(tell(ann.userId, "Of no type", { type: "no.such" })),
    // Refused at the API's door; whoever calls the verb can still try.
    send(tell(ann.userId, "Poison", { data: { text: "\ud800" } })),
    ...[keyed("Once"), keyed("Once"), keyed("Twice")],
  ]);
  await Promise.all(good);
  const refused = (message: string) => ({
    status: "rejected",
    reason: { code: "invalid", message: expect.stringContaining(message) },
  });
  expect(nobody).toMatchObject(refused("nobody@example.com"));
  expect(unknown).toMatchObject(refused("no.such"));
  expect(poison).toMatchObject({ status: "rejected" });
  expect(first).toMatchObject({ status: "fulfilled" });
  expect(repeat).toEqual(first);
  expect(other).toMatchObject({ status: "rejected", reason: { code: "conflict" } });
  expect((await titlesOf(ann)).sort()).toEqual([...Array.from({ length: 10 }, (_, i) => `Good ${i}`), "Once"]);
  expect(await exactCounts(team)).toMatchObject([{ unread: 11, rows: 11 }]);
});

test("a batch of 500 takes as many statements as one of 5, whatever its events are", async () => {
  const team = await makeTeam();
  const people = [await makePerson(team, "admin"), await makePerson(team), await makePerson(team)] as const;
  const batch = (size: number) =>
    Array.from({ length: size }, (_, i): EventInput => {
      const person = people[i % 3]?.userId ?? "";
      return [
        tell(person, `Named ${i}`, { idempotencyKey: `${size} ${i}` }),
        { type: "feedback.new", title: `By type ${i}` },
        tell(person, `About ${i}`, { subject: { kind: "ticket", id: String(i % 7) } }),
        { type: "test", title: `To admins ${i}`, recipients: { roles: ["admin"] } },
        { type: "test", title: `To all ${i}`, recipients: { everyone: true } },
      ][i % 5] as EventInput;
    });
  const few = await countStatements(() => notifyAll(team.producer, batch(5)));
  const many = await countStatements(() => notifyAll(team.producer, batch(500)));
  expect(many.statements).toBeLessThanOrEqual(few.statements);
  expect(many.result).toHaveLength(500);
  // A browser puts them in order by the very fields it gets, which know no microseconds.
  const { notifications } = await listNotifications(people[0], { limit: 100 });
  const asInBrowser = [...notifications].sort((a, b) =>
    a.listedAt === b.listedAt ? (a.id < b.id ? 1 : -1) : a.listedAt < b.listedAt ? 1 : -1,
  );
  expect(notifications.map(({ id }) => id)).toEqual(asInBrowser.map(({ id }) => id));
  for (const row of await exactCounts(team))
    expect(row).toMatchObject({ unread: row.rows, last: row.seq, places: row.rows });
  const { rows } = await db().execute(sql`
    SELECT g.id FROM notification_groups g WHERE (g.count, g.unread) <> (
      SELECT count(*)::int, count(*)::int FROM notifications n WHERE n.group_id = g.id)`);
  expect(rows).toEqual([]);
});
