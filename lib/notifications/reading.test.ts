import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import type { UserActor } from "@/lib/auth/actor";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { countUnread, listInbox } from "./inbox";
import { notify } from "./notify";
import { markEverythingRead, markNotificationsRead, setRead } from "./reading";
import { traceOf } from "./trace";

useDatabase();

async function inboxOf(size: number) {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const tell = (n: number) =>
    notify(team.producer, { type: "test", title: `No. ${n}`, recipients: { users: [ann.userId] } });
  for (let n = 0; n < size; n++) await tell(n);
  const ids = (await listInbox(ann, { limit: 100 })).notifications.map((row) => row.id);
  return { team, ann, tell, ids };
}

describe("reading", () => {
  it("counts down by what it changed, and bumps the sequence once", async () => {
    const { ann, ids } = await inboxOf(3);
    const before = await countUnread(ann);
    const after = await markNotificationsRead(ann, { ids: ids.slice(0, 2) });
    expect(after).toMatchObject({ count: 1, seq: before.seq + 1 });
    expect(new Set(after.changed)).toEqual(new Set(ids.slice(0, 2)));
    expect(await markNotificationsRead(ann, { ids: ids.slice(0, 2) })).toMatchObject({
      count: 1,
      seq: after.seq,
      changed: [],
    });
  });

  it("leaves other people's rows alone, and answers 404 for one of them", async () => {
    const { team, ids, ann } = await inboxOf(1);
    const bob = await makePerson(team);
    expect(await markNotificationsRead(bob, { ids })).toMatchObject({ changed: [] });
    await expect(setRead(bob, { id: ids[0] ?? "", read: true })).rejects.toMatchObject({ code: "not_found" });
    await expect(traceOf(bob, { id: ids[0] ?? "" })).rejects.toMatchObject({ code: "not_found" });
    expect((await countUnread(ann)).count).toBe(1);
  });

  it("can be undone", async () => {
    const { ann, ids } = await inboxOf(1);
    const id = ids[0] ?? "";
    expect(await setRead(ann, { id, read: true })).toMatchObject({ count: 0, notification: { isRead: true } });
    expect(await setRead(ann, { id, read: false })).toMatchObject({
      count: 1,
      notification: { isRead: false, readAt: null },
    });
  });

  it("up to a moment leaves what came later", async () => {
    const { ann, tell } = await inboxOf(2);
    const newest = (await listInbox(ann, { limit: 1 })).notifications[0];
    await new Promise((resolve) => setTimeout(resolve, 5));
    await tell(3);
    expect(await markEverythingRead(ann, { before: newest?.createdAt })).toMatchObject({ count: 1 });
  });

  it("survives twenty tabs reading the same row", async () => {
    const { ann, ids } = await inboxOf(2);
    await Promise.all(Array.from({ length: 20 }, () => markNotificationsRead(ann, { ids: ids.slice(0, 1) })));
    expect((await countUnread(ann)).count).toBe(1);
  });
});

describe("pages", () => {
  it("show every row once, newest first, and refuse a cursor with a changed byte", async () => {
    const { ann, ids } = await inboxOf(7);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listInbox(ann, { limit: 3, cursor });
      seen.push(...page.notifications.map((row) => row.id));
      if (page.nextCursor) {
        const changed = `${page.nextCursor.startsWith("A") ? "B" : "A"}${page.nextCursor.slice(1)}`;
        await expect(listInbox(ann, { limit: 3, cursor: changed })).rejects.toMatchObject({ code: "malformed" });
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(ids);
  });

  it("refuse another list's cursor", async () => {
    const { ann } = await inboxOf(2);
    const { nextCursor } = await listInbox(ann, { limit: 1 });
    await expect(listInbox(ann, { limit: 1, unread: "true", cursor: nextCursor ?? "" })).rejects.toMatchObject({
      code: "malformed",
    });
  });
});

it("the counter equals a recount after any sequence of operations, also in parallel", async () => {
  const operation = fc.oneof(
    fc.record({ kind: fc.constant("tell" as const) }),
    fc.record({ kind: fc.constant("read" as const), index: fc.nat(20) }),
    fc.record({ kind: fc.constant("unread" as const), index: fc.nat(20) }),
    fc.record({ kind: fc.constant("all" as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(operation, { maxLength: 4 }), { maxLength: 6 }), async (waves) => {
      const { ann, tell } = await inboxOf(1);
      for (const wave of waves) {
        const ids = (await listInbox(ann, { limit: 100 })).notifications.map((row) => row.id);
        const pick = (index: number) => ids[index % ids.length] ?? "";
        await Promise.all(
          wave.map((op) => {
            if (op.kind === "tell") return tell(0);
            if (op.kind === "all") return markEverythingRead(ann, {});
            return setRead(ann, { id: pick(op.index), read: op.kind === "read" });
          }),
        );
        expect((await countUnread(ann)).count).toBe(await recount(ann));
      }
    }),
    { numRuns: 15 },
  );
});

async function recount(actor: UserActor): Promise<number> {
  const { rows } = await db().execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM notifications
    WHERE user_id = ${actor.userId} AND workspace_id = ${actor.workspaceId} AND in_inbox AND read_at IS NULL`);
  return rows[0]?.n ?? -1;
}
